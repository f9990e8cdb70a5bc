# What a tenant cannot learn: two ledgers that differ only in what others' time shows
# are one and the same to him, under the policies of doc/security.md, in every table
# and view, from rows, packed, stale and booked anew.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = colossus_node('tenants', 'autovacuum = off', 'jit = off', "timezone = 'UTC'");
my $sql = sub { return $node->safe_psql('postgres', $_[0]) };
my ($policies) = slurp_file("$FindBin::RealBin/../../doc/security.md") =~ /^CREATE ROLE beta;\n(.*?)^```/ms;
like($policies, qr/CREATE POLICY .*CREATE POLICY/s, 'the policies of doc/security.md');
$sql->('CREATE EXTENSION colossus; CREATE ROLE acme; CREATE ROLE beta');

# Samples stand half a minute beside every edge.  acme: g1 for two days and a morning,
# g2 and the counter c for one whole day, g3 for a day by two jobs, h a half of one day.
my $his = q{(VALUES ('g1', '2026-03-01'::timestamptz, '2026-03-03 06:00'::timestamptz), ('g2', '2026-03-02', '2026-03-03'), ('c', '2026-03-02', '2026-03-03'),
	('g3', '2026-03-02', '2026-03-03'), ('h', '2026-03-02', '2026-03-02 12:00')) his (device, since, until)};
for my $l ('one', 'two')
{
	my $others = $l eq 'one' ? 360 : 200;
	$sql->(qq{
		SET client_min_messages = warning;
		CALL colossus.create_ledger('$l');
		INSERT INTO $l.device (device, accelerator, cluster, site, max_gap) SELECT d, 'H100 SXM', 'one', 'Here', '15 minutes' FROM unnest('{g1,g2,g3,h,c,x}'::text[]) d;
		INSERT INTO $l.site_overhead (site, from_date, server_factor, pue, zone) VALUES ('Here', '2026-01-01', 1.5, 1.2, 'US');
		INSERT INTO $l.job (job, kind, tenant, started_at, ended_at) VALUES ('a1', 'inference', 'acme', '2026-03-01', '2026-03-03 06:00'), ('a2', 'inference', 'acme', '2026-03-02', '2026-03-03'),
			('a3', 'inference', 'acme', '2026-03-02', '2026-03-02 09:00'), ('a4', 'training', 'acme', '2026-03-02 09:00', '2026-03-03'), ('a5', 'training', 'acme', '2026-03-02', '2026-03-02 12:00'),
			('b1', 'training', 'beta', '2026-03-01', '2026-03-04');
		INSERT INTO $l.job_device (job, device, started_at, ended_at) VALUES ('a1', 'g1', '2026-03-01', '2026-03-03 06:00'), ('a2', 'g2', '2026-03-02', '2026-03-03'), ('a2', 'c', '2026-03-02', '2026-03-03'),
			('a3', 'g3', '2026-03-02', '2026-03-02 09:00'), ('a4', 'g3', '2026-03-02 09:00', '2026-03-03'), ('a5', 'h', '2026-03-02', '2026-03-02 12:00'),
			('b1', 'g1', '2026-03-03 06:00', '2026-03-04'), ('b1', 'g2', '2026-03-03', '2026-03-04'), ('b1', 'h', '2026-03-02 12:00', '2026-03-04'), ('b1', 'x', '2026-03-01', '2026-03-04');
		INSERT INTO $l.sample_by_name
		SELECT d, CASE d WHEN 'c' THEN 'energy_j' ELSE 'power_w' END, t,
			CASE WHEN EXISTS (SELECT FROM $his WHERE his.device = d AND t >= his.since AND t <= his.until) THEN 100 + extract(minute FROM t) ELSE $others END
				+ CASE d WHEN 'c' THEN 300 * extract(epoch FROM t - '2026-03-01') ELSE 0 END
		FROM unnest('{g1,g2,g3,h,c,x}'::text[]) d, generate_series('2026-03-01 00:00:30'::timestamptz, '2026-03-03 23:59:30', '10 minutes') t;
	} . $policies =~ s/\bops\b/$l/gr);
}

# every relation, and what functions say, as acme sees them
my $look = sub {
	my ($l) = @_;
	my $relations = $sql->(qq{SELECT string_agg(c.relname, ',' ORDER BY c.relname) FROM pg_class c WHERE c.relnamespace = '$l'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
		AND c.relname NOT IN ('load', 'reject_reason', 'health')});
	# numbers of rows that are written by everybody tell nothing of them
	my @seen = map { my $r = $_; "SELECT '$r', count(*), string_agg(x, E'\\n' ORDER BY x) FROM (SELECT (to_jsonb(r) - '{identity,invalid_id,booking_id}'::text[])::text AS x FROM $l.$r r) y" } split /,/, $relations;
	push @seen, "SELECT 'audit', count(*), string_agg(a::text, E'\\n' ORDER BY a::text) FROM $l.ledger_audit() a";
	push @seen, "SELECT 'emissions', count(*), string_agg(a::text, E'\\n' ORDER BY a::text) FROM $l.emission_ledger() a";
	my ($rc, $out, $err) = $node->psql('postgres', "SET ROLE acme;\n" . join(";\n", @seen), on_error_stop => 0);
	$err =~ s/\b$l\b/LEDGER/g;
	return "$out\n$err";
};
my $same = sub {
	my ($when) = @_;
	my ($one, $two) = map { [ split /\n/, $look->($_) ] } 'one', 'two';
	my %in_two = map { $_ => 1 } @$two;
	my %in_one = map { $_ => 1 } @$one;
	is(join("\n", (map { "one: $_" } grep { !$in_two{$_} } @$one), (map { "two: $_" } grep { !$in_one{$_} } @$two)), '', "$when: what others do shows in nothing");
	unlike("@$one", qr/permission denied/, "$when: he may read what he is granted");
	return;
};
my $kwh = sub { return $sql->("SET ROLE acme; SELECT round(sum(accelerator_kwh)::numeric, 6) FROM one.job_energy WHERE job = '$_[0]'") };

$same->('rows');
# 54 h at 125 W on average, but for the minutes at its end
cmp_ok($kwh->('a1'), '>', 6.7, 'he sees what is his');
$sql->("CALL $_.compact('2026-03-04')") for 'one', 'two';
$same->('packed');
cmp_ok($kwh->('a1'), '>', 2.9, 'and of packed days at least those of which he holds the next reading');
$sql->("INSERT INTO $_.sample_by_name VALUES ('g1', 'power_w', '2026-03-01 07:07:07', 444), ('x', 'power_w', '2026-03-01 07:07:07', " . ($_ eq 'one' ? 1 : 2) . "), ('g1', 'power_w', '2026-03-03 07:07:07', " . ($_ eq 'one' ? 1 : 2) . ')') for 'one', 'two';
$same->('stale');
$sql->("CALL $_.compact('2026-03-04')") for 'one', 'two';
$same->('booked anew');
# What the planner expects of a filter shows nothing either: its statistics are of all rows,
# and they tell the operator's two ledgers apart.  Operators that are leakproof PostgreSQL
# estimates by them for everybody, as it does for any table; numeric > is none.
$sql->("ANALYZE $_.sample; ANALYZE $_.device_trace; ANALYZE $_.fact; ANALYZE $_.booked_day; ANALYZE $_.booked_hour") for 'one', 'two';
my $expected_rows = sub {
	my ($l, $role) = @_;
	my $asked = $sql->(qq{SELECT string_agg(format('EXPLAIN SELECT * FROM %s%s;', a.attrelid::regclass, w.filter), E'\n' ORDER BY a.attrelid::regclass::text, w.filter)
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
		CROSS JOIN LATERAL (SELECT '' AS filter UNION ALL SELECT format(' WHERE energy_nj > %s', x) FROM unnest('{1e14,1e16,2.5e16}'::numeric[]) x) w
		WHERE c.relnamespace = '$l'::regnamespace AND c.relkind IN ('r', 'v') AND a.attname = 'energy_nj'});
	my (undef, $out) = $node->psql('postgres', "SET ROLE $role;\n$asked", on_error_stop => 0);
	return join "\n", map { s/\b$l\b/LEDGER/gr } grep { defined } map { /(.*?)cost=\S+ (rows=\d+)/ ? "$1$2" : undef } split /\n/, $out;
};
is($expected_rows->('one', 'acme'), $expected_rows->('two', 'acme'), 'what others do shows in no estimate of rows');
isnt($expected_rows->('one', 'postgres'), $expected_rows->('two', 'postgres'), 'which the operator is shown');
# the operator sees all of it
isnt($sql->('SELECT sum(energy_nj) FROM one.device_energy'), $sql->('SELECT sum(energy_nj) FROM two.device_energy'), 'while the ledgers differ');

$node->stop;
done_testing();
