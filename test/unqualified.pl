#!/usr/bin/perl
# usage: test/unqualified.pl FILE...
# In the body of an SQL function an argument is written function.argument: a
# bare name that some column shares would silently mean the column.  Prints each
# bare use of an argument's name and exits with 1 if there is any.  A name after
# a dot or AS is a column's.
use strict;
use warnings;

my $bad = 0;
for my $file (@ARGV)
{
	open my $in, '<', $file or die "$file: $!";
	local $/;
	my $sql = <$in>;
	close $in;
	$sql =~ s/--.*//g;
	while ($sql =~ /CREATE OR REPLACE FUNCTION (?:colossus|ledger)\.(\w+)\((.*?)\)\s*(?:RETURNS\b.*?)LANGUAGE sql\b(.*?)\n(?:RETURN\b(.*?);|BEGIN ATOMIC(.*?)\nEND;)/sg)
	{
		my ($function, $arguments, $body) = ($1, $2, $4 // $5);
		$body =~ s/'(?:[^']|'')*'/''/g;
		# the columns that an INSERT names, and those that it conflicts on or sets
		$body =~ s/\b(?:INSERT INTO\s+[\w.]+|ON CONFLICT)\s*\([^)]*\)//g;
		$body =~ s/\b\w+ = EXCLUDED\./EXCLUDED./g;
		for my $argument (split /,/, $arguments)
		{
			my ($name) = $argument =~ /^\s*(?:VARIADIC\s+)?(\w+)\s/ or next;
			while ($body =~ /(?<![.\w])(?<!AS )$name\b(?!\s*[.(=]>?)/g)
			{
				next if substr($body, $+[0]) =~ /^\s*=>/;
				print "$file: $function: bare argument $name\n";
				$bad = 1;
				last;
			}
		}
	}
}
exit $bad;
