# Installation by a user who is no superuser, dump and restore, removal.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = colossus_node('house');
$node->safe_psql('postgres', q{
	CREATE ROLE ann LOGIN;
	CREATE ROLE bob LOGIN;
	CREATE DATABASE one OWNER ann;
	CREATE DATABASE two OWNER ann;
	CREATE DATABASE three});

sub ann { return $node->safe_psql($_[0], $_[1], extra_params => [ '-U', 'ann' ]) }
sub objects
{
	return $node->safe_psql($_[0], q{
		SELECT count(*) FROM (
			SELECT oid FROM pg_proc UNION ALL SELECT oid FROM pg_class UNION ALL SELECT oid FROM pg_type
			UNION ALL SELECT oid FROM pg_operator UNION ALL SELECT oid FROM pg_namespace UNION ALL SELECT oid FROM pg_cast
			UNION ALL SELECT oid FROM pg_opclass UNION ALL SELECT oid FROM pg_extension) x});
}

# a plain user with CREATE on the database installs it
my $before = objects('one');
ann('one', 'CREATE EXTENSION colossus');
is(ann('one', q{SELECT accelerators FROM colossus.fleet_at('2024-09-03') WHERE cluster = 'Colossus 1'}),
	'100000', 'a user who is no superuser installs and reads');
my ($rc, $out, $err) = $node->psql('one', q{INSERT INTO colossus.cluster_user (cluster) VALUES ('Mine')}, extra_params => [ '-U', 'bob' ]);
like($err, qr/permission denied/, 'others do not write the owner\'s rows');
($rc, $out, $err) = $node->psql('one', q{UPDATE colossus.cluster_shipped SET purpose = 'x'}, extra_params => [ '-U', 'ann' ]);
like($err, qr/permission denied/, 'nobody but the extension writes shipped rows');
ann('one', 'GRANT INSERT ON colossus.cluster_user TO bob');
is($node->psql('one', q{INSERT INTO colossus.cluster_user (cluster) VALUES ('Bob''s')}, extra_params => [ '-U', 'bob' ]),
	0, 'the owner lets others write');

# rows of the user's own, and a correction of a shipped row
ann('one', q{
	INSERT INTO colossus.cluster_user (cluster) VALUES ('Mine');
	INSERT INTO colossus.deployment_user (cluster, accelerator, from_date, accelerators) VALUES ('Mine', 'H100 SXM', '2024-01-01', 4096);
	INSERT INTO colossus.accelerator_user (accelerator, vendor, part, tdp_w, bf16_flops) VALUES ('H100 SXM', 'NVIDIA', 'H100', 650, 989.4e12);
	INSERT INTO colossus.person_user (person, organization, role, retired)
		SELECT person, organization, role, true FROM colossus.person LIMIT 1});
my $state = q{SELECT (SELECT string_agg(concat_ws(',', cluster, accelerators), ';' ORDER BY cluster) FROM colossus.fleet_at('2024-09-03')),
	(SELECT tdp_w FROM colossus.accelerator WHERE accelerator = 'H100 SXM'),
	(SELECT count(*) FROM colossus.person), (SELECT count(*) FROM colossus.fact),
	(SELECT round(it_mw::numeric, 6) FROM colossus.cluster_capacity_at('2024-09-03') WHERE cluster = 'Colossus 1')};
my $want = ann('one', $state);
like($want, qr/Mine,4096\|650\|/, 'own rows count and a correction takes the place of the shipped row');

my $dump = $node->basedir . '/one.sql';
command_ok([ 'pg_dump', '-U', 'ann', '-h', $node->host, '-p', $node->port, '-f', $dump, 'one' ], 'a user who is no superuser dumps');
command_ok([ 'psql', '-X', '-q', '-U', 'ann', '-h', $node->host, '-p', $node->port, '-v', 'ON_ERROR_STOP=1', '-f', $dump, 'two' ],
	'and restores');
is(ann('two', $state), $want, 'own rows, corrections and retirements are there again');
unlike(slurp_file($dump), qr/Greater Memphis|CREATE VIEW/, 'shipped rows and views are not in the dump');

# DROP EXTENSION leaves nothing
ann('one', 'DROP EXTENSION colossus');
is(objects('one'), $before, 'nothing is left behind');

# nor does it take a schema that somebody else made, in which he could own what it uses
$node->safe_psql('postgres', 'CREATE DATABASE four');
$node->safe_psql('four', 'CREATE SCHEMA colossus AUTHORIZATION bob');
like(($node->psql('four', 'CREATE EXTENSION colossus'))[2], qr/schema "colossus" already exists/, 'a schema of the name is not taken over');

# an operator planted where the installer could be fooled is not used
$node->safe_psql('three', q{
	CREATE FUNCTION public.trap(text, text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''trapped''; END';
	CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = public.trap);
	ALTER DATABASE three SET search_path = public, pg_catalog});
is($node->psql('three', 'CREATE EXTENSION colossus'), 0, 'installation looks at pg_catalog alone');
is($node->psql('three', q{SELECT count(*) FROM colossus.audit; SELECT * FROM colossus.fleet_at('2025-01-01')}), 0,
	'views and functions look at what they were made with');

$node->stop;
done_testing();
