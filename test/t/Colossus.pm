# Colossus.pm -- a server for TAP tests that finds the extension where it was
# installed: in the server's own folders, or in the scratch prefix that dev/test
# names in COLOSSUS_CONF (lines for postgresql.conf).
package Colossus;

use strict;
use warnings;
use Exporter 'import';
use PostgreSQL::Test::Cluster;

our @EXPORT = qw(colossus_node);

# colossus_node(name, extra configuration lines...): a started server
sub colossus_node
{
	my ($name, @conf) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init;
	$node->append_conf('postgresql.conf', join("\n", $ENV{COLOSSUS_CONF} // '', 'fsync = off', @conf) . "\n");
	$node->start;
	return $node;
}

1;
