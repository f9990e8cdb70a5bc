# What sql/rows.awk refuses in a file of rows: each slip, made in a copy of sql/,
# is told with its file and line, and nothing is assembled.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use Test::More;

my $source = "$FindBin::RealBin/../../sql";

# one file of rows, edited line by line; line numbers from 1, header included
sub assembled
{
	my ($name, $edit) = @_;
	my $dir = tempdir(CLEANUP => 1);
	system('cp', '-r', $source, "$dir/sql") == 0 or die 'cp';
	my $path = "$dir/sql/rows/$name.tsv";
	open my $in, '<', $path or die "$path: $!";
	my @line = map { chomp; [ split /\t/, $_, -1 ] } <$in>;
	close $in;
	shift @line while $line[0][0] =~ /^#/;
	$edit->(\@line);
	open my $out, '>', $path or die "$path: $!";
	print $out join("\t", @$_), "\n" for @line;
	close $out;
	my $script = `"$dir/sql/assemble" colossus x 2>&1`;
	return ($?, $script);
}

sub refused
{
	my ($what, $name, $edit, $message) = @_;
	my ($status, $said) = assembled($name, $edit);
	isnt($status, 0, "$what: nothing is assembled");
	like($said, $message, "$what: says where and what");
}

sub field { my ($lines, $column) = @_; for my $i (0 .. $#{ $lines->[0] }) { return $i if $lines->[0][$i] eq $column } die $column }

my ($status, $said) = assembled('accelerator', sub { });
is($status, 0, 'rows as they are are assembled');
my $rows = () = $said =~ /^\t\(.*\)[,]?$/mg;
cmp_ok($rows, '>', 4000, '... all of them');
($status, $said) = assembled('deployment', sub { my ($l) = @_; $l->[1][field($l, 'vintage')] = q{it's}; $l->[1][field($l, 'note')] = '' });
like($said, qr/'it''s', 30000, NULL, true, 'confirmed', 'musk-2025-07-22', NULL\),$/m, 'a quote is doubled, an empty field is NULL');
like($said, qr/'Elon Musk', '', 100000/, '"" is the empty string');

refused('an unknown column', 'accelerator', sub { $_[0][0][3] = 'form' }, qr{rows/accelerator.tsv:1: relation accelerator has no column "form"});
refused('a column twice', 'accelerator', sub { $_[0][0][3] = 'part' }, qr{accelerator.tsv:1: column part twice});
refused('no source column', 'accelerator', sub { my ($l) = @_; splice @$_, field($l, 'source_id'), 1 for reverse @$l }, qr{accelerator.tsv:1: column source_id is needed});
refused('no key column', 'grid_rate', sub { my ($l) = @_; my $i = field($l, 'year'); splice @$_, $i, 1 for @$l }, qr{grid_rate.tsv:1: column year (?:of the key )?is needed});
my $columns;
assembled('accelerator', sub { $columns = @{ $_[0][0] } });
refused('a field too many', 'accelerator', sub { push @{ $_[0][2] }, '' }, qr{accelerator.tsv:3: @{[ $columns + 1 ]} fields where the header has $columns});
refused('a field too few', 'accelerator', sub { pop @{ $_[0][2] } }, qr{accelerator.tsv:3: @{[ $columns - 1 ]} fields where the header has $columns});
refused('a word for a number', 'accelerator', sub { my ($l) = @_; $l->[2][field($l, 'tdp_w')] = '250 W' }, qr{accelerator.tsv:3: tdp_w: no number: "250 W"});
refused('no date', 'deployment', sub { my ($l) = @_; $l->[1][field($l, 'from_date')] = '22.7.2025' }, qr{deployment.tsv:2: from_date: no date});
refused('no boolean', 'deployment', sub { my ($l) = @_; $l->[1][field($l, 'preferred')] = 'yes' }, qr{deployment.tsv:2: preferred: neither true nor false: "yes"});
refused('a NULL that may not be', 'deployment', sub { my ($l) = @_; $l->[1][field($l, 'vintage')] = '' }, qr{deployment.tsv:2: vintage is empty, which is NULL});
refused('a blank behind', 'accelerator', sub { my ($l) = @_; $l->[2][field($l, 'part')] .= ' ' }, qr{accelerator.tsv:3: part: blanks around});
refused('rows out of order', 'accelerator', sub { @{ $_[0] }[ 1, 2 ] = @{ $_[0] }[ 2, 1 ] }, qr{accelerator.tsv:3: not sorted by the key \(accelerator\)});
refused('years out of order', 'social_cost', sub { my ($l) = @_; my $y = field($l, 'year'); $l->[1][$y] = 20200 }, qr{social_cost.tsv:3: not sorted by the key});
refused('a row twice', 'accelerator', sub { splice @{ $_[0] }, 2, 0, [ @{ $_[0][2] } ] }, qr{accelerator.tsv:4: the same key as in rows/accelerator.tsv:3});
refused('the key of another file', 'organization-epoch', sub { $_[0][1][0] = 'AMD' }, qr{organization.tsv:\d+: the same key as in rows/organization-epoch.tsv:2});
refused('no such source', 'accelerator', sub { my ($l) = @_; $l->[2][field($l, 'source_id')] = 'hearsay' }, qr{accelerator.tsv:3: source_id: source has no row "hearsay"});
refused('no such accelerator', 'accelerator_alias', sub { my ($l) = @_; $l->[2][field($l, 'accelerator')] = 'H100' }, qr{accelerator_alias.tsv:3: accelerator: accelerator has no row "H100"});
done_testing();
