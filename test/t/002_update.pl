# ALTER EXTENSION UPDATE: the modules that an update runs again change nothing in
# a database that is up to date, neither objects nor comments nor rights nor rows.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use PostgreSQL::Test::Utils;
use Test::More;

my $sharedir = `pg_config --sharedir`;
chomp $sharedir;
my ($prefix) = ($ENV{COLOSSUS_CONF} // '') =~ /extension_(?:destdir = '|control_path = ')([^':]*)/;
$prefix //= '';
my $folder = $prefix =~ /\Q$sharedir\E$/ ? "$prefix/extension" : "$prefix$sharedir/extension";
plan skip_all => "cannot write to $folder" unless -w $folder;

my $node = colossus_node('update');
$node->safe_psql('postgres', 'CREATE EXTENSION colossus');
my $version = $node->safe_psql('postgres', q{SELECT extversion FROM pg_extension WHERE extname = 'colossus'});

# an update to a version that differs in nothing
my $script = "$folder/colossus--$version--again.sql";
my $assembled = `"$FindBin::RealBin/../../sql/assemble" colossus again $version`;
is($?, 0, 'the update script assembles');
append_to_file($script, $assembled);

my $before = $node->safe_psql('postgres', $CONTENTS);
cmp_ok(scalar(split /\n/, $before), '>', 1000, 'there is something to compare');

$node->safe_psql('postgres', q{INSERT INTO colossus.cluster_user (cluster) VALUES ('Mine')});
$node->safe_psql('postgres', q{UPDATE colossus.accelerator_shipped SET tdp_w = 1 WHERE accelerator = 'H100 SXM'});
is($node->psql('postgres', q{ALTER EXTENSION colossus UPDATE TO 'again'}), 0, 'the update runs');
is($node->safe_psql('postgres', q{SELECT count(*) FROM colossus.cluster_user WHERE cluster = 'Mine'}), 1, 'user rows are left alone');
$node->safe_psql('postgres', q{DELETE FROM colossus.cluster_user});
ok($node->safe_psql('postgres', $CONTENTS) eq $before, 'objects, comments, rights and shipped rows are those of a fresh installation');

unlink $script;
# a server that was made in the locale C stores text as it comes
$node->safe_psql('postgres', q{CREATE DATABASE bytes TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'});
is($node->psql('bytes', q{CREATE EXTENSION colossus; CALL colossus.create_ledger('ops')}), 0, 'an SQL_ASCII database takes the extension');
is($node->safe_psql('bytes', q{SELECT colossus.model_name(E'\xEF\xBB\xBF https://huggingface.co/a/b')}), 'a/b', '... and it reads UTF-8');
$node->stop;
done_testing();
