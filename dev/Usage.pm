# Usage.pm -- used first by the scripts of dev/ in Perl: -h or --help and nothing else
# prints what the script's head says.
package Usage;
use strict;
use warnings;

if ("@ARGV" =~ /^(?:-h|--help)$/)
{
	open my $in, '<', $0 or die "$0: $!\n";
	scalar <$in>;
	while (<$in> =~ /^# ?(.*)/) { print "$1\n"; }
	exit;
}
1;
