#!/usr/bin/perl
# usage: dev/page.pl DATABASE >report.html
#        dev/page.pl DATABASE LEDGER SINCE UNTIL [KNOWN_ON] >statement.html
# One HTML page without scripts, fonts or requests: every picture is an SVG drawn
# here from a view to draw, with the rows behind it as a table.  The second form is
# the statement of a ledger, [SINCE, UNTIL).  psql finds the server as PG*
# variables say.  Colours are Okabe and Ito's, told apart by
# dash and mark as well, and change with the reader's light or dark scheme.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Usage;
use utf8;
use Encode qw(decode encode);
use POSIX qw(floor ceil);

my ($database, $ledger, $since, $until, $known_on) = @ARGV;
my $day = qr/^\d{4}-\d\d-\d\d$/;
die "usage: dev/page.pl DATABASE [LEDGER SINCE UNTIL [KNOWN_ON]]\n"
	if !$database || @ARGV == 2 || @ARGV == 3 || @ARGV > 5 || grep { $_ !~ $day } @ARGV[ 2 .. $#ARGV ];
my ($W, $H, $L, $R, $T, $B) = (440, 290, 62, 12, 14, 34);    # picture and margins
my $EPOCH = 'CC BY 4.0, changed: converted, joined and computed here';

sub rows
{
	my ($sql) = @_;
	local $ENV{PGOPTIONS} = '-c search_path=ops,public,colossus -c timezone=UTC -c jit=off';
	open my $in, '-|', 'psql', '-X', '-q', '-A', '-v', 'ON_ERROR_STOP=1', '-P', 'footer=off', '-F', "\x1f", '-R', "\x1e", '-d', $database, '-c', $sql or die "psql: $!";
	local $/;
	my $out = decode('UTF-8', <$in> // '');
	close $in or die "psql failed: $sql\n";
	my ($head, @line) = split /\x1e/, $out =~ s/\n\z//r;
	my @name = split /\x1f/, $head;
	return map { my @v = split /\x1f/, $_, -1; my %r; @r{@name} = map { $_ eq '' ? undef : $_ } @v; $r{'*'} = \@name; \%r } @line;
}

sub esc { my $s = shift // ''; $s =~ s/&/&amp;/g; $s =~ s/</&lt;/g; $s =~ s/>/&gt;/g; $s =~ s/"/&quot;/g; $s }

sub short
{
	my ($v) = @_;
	return '0' if !$v;
	for my $s ([ 1e9, 'bn' ], [ 1e6, 'M' ], [ 1e3, 'k' ]) { return sprintf('%.4g', $v / $s->[0]) . $s->[1] if abs($v) >= $s->[0] }
	return sprintf '%.3g', $v;
}

sub long
{
	my ($v) = @_;
	return '–' if !defined $v || $v eq '';
	return $v if $v !~ /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;
	my $s = abs($v) >= 1000 ? sprintf('%.0f', $v) : abs($v) >= 1 ? sprintf('%.4g', $v) : sprintf('%.3g', $v);
	1 while $s =~ s/^(-?\d+)(\d{3})/$1,$2/;
	return $s;
}

# an axis: from, to and ticks that hold the values
sub axis
{
	my ($log, @v) = @_;
	@v = grep { defined && (!$log || $_ > 0) } @v;
	return (0, 1, [ 0, 1 ]) if !@v;
	my ($min, $max) = (sort { $a <=> $b } @v)[ 0, -1 ];
	if ($log)
	{
		my ($a, $b) = (floor(log($min) / log(10)), ceil(log($max) / log(10)));
		$b++ if $a == $b;
		my $step = $b - $a > 5 ? 2 : 1;
		return ($a, $b, [ map { $a + $step * $_ } 0 .. int(($b - $a) / $step) ]);
	}
	$max = 1 if $max <= 0;
	my $step = 10**floor(log($max / 4) / log(10));
	for my $m (2, 5, 10) { last if $max / $step <= 5; $step *= $m == 2 ? 2 : $m == 5 ? 2.5 : 2 }
	my $top = $step * ceil($max / $step - 1e-9);
	return (0, $top, [ map { $_ * $step } 0 .. int($top / $step + 0.5) ]);
}

# lines and steps over time; y may be logarithmic; bands have low and high
sub time_chart
{
	my (%o) = @_;
	my @y = map { map { @{$_}[ 1 .. $#$_ ] } @{ $_->{points} } } @{ $o{series} };
	push @y, map { $_->{y} } @{ $o{lines} // [] };
	my ($y0, $y1, $ticks) = axis($o{log}, @y);
	my ($x0, $x1) = @{ $o{range} };
	my $sx = sub { $L + ($W - $L - $R) * ($_[0] - $x0) / ($x1 - $x0) };
	my $sy = sub { my $v = $o{log} ? log($_[0] > 0 ? $_[0] : 10**$y0) / log(10) : $_[0]; $T + ($H - $T - $B) * (1 - ($v - $y0) / ($y1 - $y0)) };
	my $svg = frame($o{label}, $ticks, sub { $sy->($o{log} ? 10**$_[0] : $_[0]) }, $o{log}, $o{unit});
	for my $t (@{ $o{ticks} })
	{
		my $x = $sx->($t->[0]);
		$svg .= sprintf '<line class="grid" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>', $x, $T, $x, $H - $B;
		$svg .= sprintf '<text class="tick" x="%.1f" y="%d" text-anchor="middle">%s</text>', $x, $H - $B + 18, $t->[1];
	}
	for my $l (@{ $o{lines} // [] })
	{
		my $y = $sy->($l->{y});
		$svg .= sprintf '<line class="limit" x1="%d" y1="%.1f" x2="%d" y2="%.1f"/><text class="note" x="%d" y="%.1f">%s</text>', $L, $y, $W - $R, $y, $L + 5, $y - 4, esc($l->{name});
	}
	for my $s (@{ $o{series} })
	{
		my (@run, @runs);
		for my $p (grep { $_->[0] >= $x0 } @{ $s->{points} })
		{
			if (defined $p->[1]) { push @run, $p }
			elsif (@run) { push @runs, [ @run, [ $p->[0], @{ $run[-1] }[ 1 .. $#{ $run[-1] } ] ] ]; @run = () }
		}
		push @runs, [@run] if @run;
		for my $run (@runs)
		{
			if ($s->{band})
			{
				my (@up, @down);
				for my $i (0 .. $#$run)
				{
					my ($x, $lo, $hi) = @{ $run->[$i] };
					my $next = $i < $#$run ? $run->[ $i + 1 ][0] : $x;
					push @up, map { sprintf '%.1f,%.1f', $sx->($_), $sy->($hi) } $x, $next;
					unshift @down, map { sprintf '%.1f,%.1f', $sx->($_), $sy->($lo) } $next, $x;
				}
				$svg .= sprintf '<polygon class="band c%d" points="%s"><title>%s</title></polygon>', $s->{c}, join(' ', @up, @down), esc($s->{name});
				next;
			}
			my $d = '';
			for my $i (0 .. $#$run)
			{
				my ($x, $y) = ($sx->($run->[$i][0]), $sy->($run->[$i][1]));
				$d .= $i ? sprintf('H%.1fV%.1f', $x, $y) : sprintf('M%.1f,%.1f', $x, $y);
			}
			$svg .= sprintf '<path class="line c%d d%d" d="%s"><title>%s: %s at the end</title></path>', $s->{c}, $s->{d} // 0, $d, esc($s->{name}), long($run->[-1][1]);
			my $last = $run->[-1];
			$svg .= sprintf '<circle class="dot c%d" cx="%.1f" cy="%.1f" r="3"/>', $s->{c}, $sx->($last->[0]), $sy->($last->[1]);
		}
	}
	return legend(@{ $o{series} }) . "$svg</svg>";
}

sub frame
{
	my ($label, $ticks, $sy, $log, $unit) = @_;
	my $svg = sprintf '<svg viewBox="0 0 %d %d" role="img" aria-label="%s">', $W, $H, esc($label);
	for my $t (@$ticks)
	{
		my $y = $sy->($t);
		$svg .= sprintf '<line class="grid" x1="%d" y1="%.1f" x2="%d" y2="%.1f"/><text class="tick" x="%d" y="%.1f" text-anchor="end">%s</text>',
			$L, $y, $W - $R, $y, $L - 6, $y + 4, $log ? power($t) : short($t);
	}
	return $svg . sprintf '<text class="tick" transform="rotate(-90)" x="%d" y="13" text-anchor="middle">%s</text>', -($T + ($H - $T - $B) / 2), esc($unit);
}

sub power { my $e = shift; abs($e) <= 3 ? 10**$e : "10<tspan dy=\"-5\" font-size=\"9\">$e</tspan>" }

sub legend
{
	my $out = '<p class="legend">';
	for my $s (@_)
	{
		my $mark = $s->{band} ? sprintf('<rect class="band c%d" y="2" width="26" height="10"/>', $s->{c})
			: $s->{mark} ? sprintf('<circle class="%s c%d" cx="13" cy="7" r="5"/>', $s->{mark}, $s->{c})
			: $s->{bar} ? sprintf('<rect class="bar c%d" y="1" width="26" height="12"/>', $s->{c})
			: sprintf('<line class="line c%d d%d" x1="0" y1="7" x2="26" y2="7"/>', $s->{c}, $s->{d} // 0);
		$out .= qq{<span><svg class="key" viewBox="0 0 26 14" width="26" height="14" aria-hidden="true">$mark</svg> } . esc($s->{name}) . '</span> ';
	}
	return "$out</p>";
}

# points on two logarithmic axes; a pair is joined by a line
sub scatter
{
	my (%o) = @_;
	my ($x0, $x1, $xt) = axis(1, map { $_->{x} } @{ $o{points} });
	my ($y0, $y1, $yt) = axis(1, map { ($_->{y}, $_->{z}) } @{ $o{points} });
	if ($o{diagonal}) { $x0 = $y0 = $x0 < $y0 ? $x0 : $y0; $x1 = $y1 = $x1 > $y1 ? $x1 : $y1; $xt = $yt = [ $x0 .. $x1 ] }
	my $sx = sub { $L + ($W - $L - $R) * (log($_[0]) / log(10) - $x0) / ($x1 - $x0) };
	my $sy = sub { $T + ($H - $T - $B - 12) * (1 - (log($_[0]) / log(10) - $y0) / ($y1 - $y0)) };
	my $svg = frame($o{label}, $yt, sub { $sy->(10**$_[0]) }, 1, $o{unit});
	for my $t (@$xt)
	{
		my $x = $sx->(10**$t);
		$svg .= sprintf '<line class="grid" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/><text class="tick" x="%.1f" y="%d" text-anchor="middle">%s</text>', $x, $T, $x, $H - $B - 12, $x, $H - $B + 4, power($t);
	}
	$svg .= sprintf '<text class="tick" x="%d" y="%d" text-anchor="middle">%s</text>', $L + ($W - $L - $R) / 2, $H - 8, esc($o{xunit});
	$svg .= sprintf '<line class="limit" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>', $sx->(10**$x0), $sy->(10**$x0), $sx->(10**$x1), $sy->(10**$x1) if $o{diagonal};
	# what names must keep clear of: boxes [left, top, right, bottom] of dots, then of names
	my (@taken, @named);
	for my $p (@{ $o{points} })
	{
		my ($x, $y, $z) = ($sx->($p->{x}), map { defined ? $sy->($_) : undef } $p->{y}, $p->{z});
		$svg .= sprintf '<line class="thin c1" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>', $x, $y, $x, $z if defined $y && defined $z;
		$svg .= sprintf '<circle class="fill c1" cx="%.1f" cy="%.1f" r="4.5"><title>%s: %s computed</title></circle>', $x, $y, esc($p->{name}), long($p->{y}) if defined $y;
		$svg .= sprintf '<circle class="ring c2" cx="%.1f" cy="%.1f" r="5.5"><title>%s: %s published</title></circle>', $x, $z, esc($p->{name}), long($p->{z}) if defined $z;
		push @taken, map { [ $x - 6, $_ - 6, $x + 6, $_ + 6 ] } grep { defined } $y, $z;
		push @named, [ $p->{name}, $x, $y // $z ] if $p->{show};
	}
	# a name beside its dot, above, below or a step away, wherever it covers nothing; with no such
	# place it stands in the dot's title and in the table alone
	for my $n (@named)
	{
		my ($name, $x, $y) = @$n;
		my $w = 6.6 * length $name;
		for my $place ([ 9, 4, 'start' ], [ -9, 4, 'end' ], [ 0, -10, 'middle' ], [ 0, 19, 'middle' ], [ 9, -10, 'start' ], [ 9, 19, 'start' ], [ -9, -10, 'end' ], [ -9, 19, 'end' ])
		{
			my ($dx, $dy, $anchor) = @$place;
			my $left = $x + $dx - ($anchor eq 'start' ? 0 : $anchor eq 'end' ? $w : $w / 2);
			my @box = ($left, $y + $dy - 10, $left + $w, $y + $dy + 3);
			next if $box[0] < $L || $box[2] > $W - 2 || $box[1] < $T || $box[3] > $H - $B - 12;
			next if grep { $_->[0] < $box[2] && $box[0] < $_->[2] && $_->[1] < $box[3] && $box[1] < $_->[3] } @taken;
			push @taken, \@box;
			$svg .= sprintf '<text class="note" x="%.1f" y="%.1f" text-anchor="%s">%s</text>', $x + $dx, $y + $dy, $anchor, esc($name);
			last;
		}
	}
	return legend(@{ $o{series} }) . "$svg</svg>";
}

# horizontal bars with their names, values at the end; a line from low to high where there are ends,
# a hollow bar up to what is known where that is a part
sub bars
{
	my (%o) = @_;
	my ($left, $right) = ($o{left} // 150, 58);
	my $max = (sort { $b <=> $a } grep { defined } map { (@{ $_->{values} }, @{ $_->{low} // [] }, @{ $_->{high} // [] }) } @{ $o{rows} })[0] || 1;
	my $n = @{ $o{series} // [1] };
	my $each = $o{each} // ($n > 1 ? 13 : 18);
	my $h = 8 + @{ $o{rows} } * ($each * $n + 8);
	my $svg = sprintf '<svg viewBox="0 0 %d %d" role="img" aria-label="%s">', $W, $h, esc($o{label});
	my $y = 4;
	for my $r (@{ $o{rows} })
	{
		$svg .= sprintf '<text class="name%s" x="%d" y="%.1f" text-anchor="end">%s</text>', $r->{mark} ? ' mark' : '', $left - 6, $y + $each * $n / 2 + 4, esc($r->{name});
		for my $i (0 .. $n - 1)
		{
			my $v = $r->{values}[$i];
			my ($w, $low, $high) = map { ($W - $left - $right) * ($_ // 0) / $max } $v, $r->{low} && $r->{low}[$i], $r->{high} && $r->{high}[$i];
			my $middle = $y + $i * $each + ($each - 1) / 2;
			$svg .= sprintf '<rect class="bar c%d" x="%d" y="%.1f" width="%.1f" height="%d"><title>%s: %s</title></rect>', $r->{c} // ($o{series} ? $o{series}[$i]{c} : 1), $left, $y + $i * $each, $w, $each - 1, esc($r->{name}), long($v) if defined $v;
			$svg .= sprintf '<rect class="least c%d" x="%d" y="%.1f" width="%.1f" height="%d"><title>%s: at least %s</title></rect>', $r->{c} // ($o{series} ? $o{series}[$i]{c} : 1), $left, $y + $i * $each, $low, $each - 1, esc($r->{name}), long($r->{low}[$i]) if !defined $v && $low > 0;
			$svg .= sprintf '<line class="range" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"><title>%s: %s to %s</title></line>', $left + $low, $middle, $left + $high, $middle, esc($r->{name}), long($r->{low}[$i]), long($r->{high}[$i]) if defined $v && $high > $low;
			$svg .= sprintf '<text class="tick" x="%.1f" y="%.1f">%s</text>', $left + (sort { $b <=> $a } $w, $low, $high)[0] + 4, $y + $i * $each + $each / 2 + 4,
				defined $v ? short($v) : $low > 0 ? 'at least ' . short($r->{low}[$i]) : 'not known';
		}
		$y += $each * $n + 8;
	}
	return ($o{series} ? legend(@{ $o{series} }) : '') . "$svg</svg>";
}

sub table
{
	my ($title, @rows) = @_;
	return '' if !@rows;
	my @name = grep { !/^_/ } @{ $rows[0]{'*'} };
	my %text = map { my $n = $_; ($n => !!grep { defined $_->{$n} && $_->{$n} !~ /^-?[\d.]+(e[+-]?\d+)?$/ } @rows) } @name;
	my $out = "<details><summary>$title (" . @rows . " rows)</summary><div class=\"scroll\"><table><thead><tr>" . join('', map { '<th' . ($text{$_} ? '' : ' class="n"') . '>' . esc(s/_/ /gr) . '</th>' } @name) . "</tr></thead><tbody>\n";
	for my $r (@rows) { $out .= '<tr>' . join('', map { '<td' . ($text{$_} ? '' : ' class="n"') . '>' . esc(/year$/ ? $r->{$_} : long($r->{$_})) . '</td>' } @name) . "</tr>\n" }
	return "$out</tbody></table></div></details>";
}

sub section
{
	my (%o) = @_;
	print "<section><h2>$o{title}</h2>\n<p>$o{text}</p>\n<div class=\"panels\">\n";
	for my $p (@{ $o{panels} }) { print "<figure><figcaption>$p->[0]</figcaption>$p->[1]</figure>\n" }
	print "</div>\n", map { "$_\n" } @{ $o{tables} // [] };
	print "<p class=\"source\">$o{source}</p></section>\n";
}

binmode STDOUT, ':encoding(UTF-8)';
my ($now) = rows("SELECT current_date AS day, extversion AS version, current_date - date '2000-01-01' AS x FROM pg_extension WHERE extname = 'colossus'");
sub distinct { my %s; grep { !$s{$_}++ } @_ }

sub head
{
	my ($title) = map { esc($_) } @_;
print <<"HTML";
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>$title</title>
<style>
:root { --bg: #fff; --fg: #1b1b1b; --dim: #5a5a5a; --rule: #d8d8d8; --card: #f6f6f4; --c1: #0072b2; --c2: #d55e00; --c3: #009e73; --c4: #a64d86; --c5: #b07d00; --c6: #3f3f3f; }
\@media (prefers-color-scheme: dark) { :root { --bg: #16181b; --fg: #ececec; --dim: #a9a9a9; --rule: #3a3d42; --card: #1f2226; --c1: #56b4e9; --c2: #ff8c42; --c3: #2fc99b; --c4: #e59ac7; --c5: #f0c419; --c6: #d0d0d0; } }
* { box-sizing: border-box } body { margin: 0; background: var(--bg); color: var(--fg); font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif }
main { max-width: 1120px; margin: 0 auto; padding: 16px } h1 { line-height: 1.2; margin: 8px 0 } h2 { margin: 32px 0 4px; border-top: 1px solid var(--rule); padding-top: 20px; line-height: 1.25 }
p { margin: 6px 0; max-width: 75ch } .panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 16px; margin: 12px 0 }
figure { margin: 0; background: var(--card); border-radius: 6px; padding: 10px 12px; min-width: 0 } figcaption { font-weight: 600; margin-bottom: 2px } figure > svg { width: 100%; height: auto; display: block; max-width: 640px }
.legend { font-size: 13.5px; margin: 0 0 4px; max-width: none } .legend span { white-space: nowrap; margin-right: 10px; display: inline-block } .key { vertical-align: -2px }
text { fill: var(--fg); font: 12.5px system-ui, "DejaVu Sans", sans-serif } .tick { fill: var(--dim); font-size: 12px } .name { font-size: 12.5px } .mark { font-weight: 700 } .note { font-size: 11.5px; paint-order: stroke; stroke: var(--card); stroke-width: 3px }
.grid { stroke: var(--rule); stroke-width: 1 } .limit { stroke: var(--dim); stroke-width: 1.2; stroke-dasharray: 2 3 } .line { fill: none; stroke: var(--c); stroke-width: 2.2 } .thin { stroke: var(--c); stroke-width: 1 } .range { stroke: var(--fg); stroke-width: 1.4 } .band { fill: var(--c); opacity: .22 } .least { fill: none; stroke: var(--c); stroke-dasharray: 3 2 } .bar, .dot, .fill { fill: var(--c) } .ring { fill: none; stroke: var(--c); stroke-width: 2 }
HTML
print ".c$_ { --c: var(--c$_) } " for 1 .. 6;
print <<"HTML";
.d1 { stroke-dasharray: 7 4 } .d2 { stroke-dasharray: 2 3 } .d3 { stroke-dasharray: 9 3 2 3 }
.source { font-size: 13.5px; color: var(--dim); max-width: none } details { margin: 6px 0; font-size: 14px } summary { cursor: pointer } .scroll { overflow-x: auto; max-height: 26em; overflow-y: auto; border: 1px solid var(--rule) } table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: 3px 8px; border-bottom: 1px solid var(--rule); vertical-align: top } th { position: sticky; top: 0; background: var(--card) } .n { text-align: right; font-variant-numeric: tabular-nums } a { color: var(--c1) } code { font-size: .92em }
.scroll.whole { max-height: none }
</style></head><body><main>
HTML
}

sub statement
{
	my $in = '"' . $ledger =~ s/"/""/gr . '"';
	my $period = "'$since', '$until'";
	my $known = defined $known_on ? ", '$known_on'" : '';
	my $what = "$ledger, $since to " . (rows("SELECT date '$until' - 1 AS day"))[0]{day};
	my @total = rows("SELECT * FROM $in.statement_total($period$known)");
	my @organization = rows("SELECT * FROM $in.statement_organization($period$known)");
	my @line = rows("SELECT site, line, gas, quantity, unit, co2e_kg, co2e_kg_low, co2e_kg_high, method, round(100 * coverage::numeric, 1) AS coverage_percent, editions FROM $in.statement($period$known)");
	my @water = rows("SELECT * FROM $in.water_statement($period)");
	my @tenant = rows("SELECT site, tenant, consumer, kwh, round(100 * share::numeric, 1) AS percent, location_co2e_kg, market_co2e_kg, cost, currency, ratio AS bill_over_samples FROM $in.statement_tenant($period$known)");
	# what is open by the day of the factors, whatever is known today
	my $by = defined $known_on ? "'$known_on'" : "(now() AT TIME ZONE 'UTC')::date";
	my @finding = rows("SELECT rule, subject, detail FROM $in.statement_audit() WHERE rule <> 'line without figure' UNION ALL SELECT 'line without figure', site || ': ' || line, reason FROM $in.open_line($period, $by) ORDER BY 1, 2, 3");
	my $open = sub { table(@_) =~ s/<details>/<details open>/r =~ s/class="scroll"/class="scroll whole"/r };
	# a line that a site does not have is 0, one that is not known is not
	my %has;
	$has{ $_->{site} }{ $_->{line} } = 1 for @line;
	my $value = sub { my ($t, $column, $line) = @_; $t->{$column} // ($has{ $t->{site} }{$line} ? undef : 0) };
	head("Statement of $what");
	print '<h1>Statement of ' . esc($what) . "</h1>\n<p>Greenhouse gas emissions by site and line, kg CO2e by AR5 over 100 years, with factors published by "
		. esc($known_on // $now->{day}) . ". A dash is not known, and the method of the line says what is missing, or there is no such line. Made on $now->{day} with colossus $now->{version}.</p>\n";
	section(title => 'By site', text => 'Metric tons CO2e. The two readings of scope 2 are alternatives and are not added.',
		panels => [ [ 'Scopes 1 and 2, t CO2e', bars(label => 'Emissions by site and scope', left => 150, series => [ { name => 'scope 1', c => 2, bar => 1 }, { name => 'scope 2, location', c => 1, bar => 1 }, { name => 'scope 2, market', c => 3, bar => 1 } ],
				rows => [ map { { name => $_->{site}, values => [ $value->($_, 'scope1_t', '1'), $value->($_, 'scope2_location_t', '2 location'), $value->($_, 'scope2_market_t', '2 market') ] } } @total ]) ],
			[ 'Scope 3, t CO2e', bars(label => 'Scope 3 by site', left => 150, series => [ { name => 'grid losses', c => 5, bar => 1 }, { name => 'supply of purchased energy', c => 1, bar => 1 }, { name => 'supply of fuel', c => 4, bar => 1 }, { name => 'embodied', c => 6, bar => 1 } ],
				rows => [ map { { name => $_->{site}, values => [ $value->($_, 'grid_losses_t', '3 grid losses'), $value->($_, 'upstream_energy_t', '3 upstream energy'), $value->($_, 'upstream_fuel_t', '3 upstream fuel'), $value->($_, 'embodied_t', '3 embodied') ] } } @total ]) ] ],
		tables => [ $open->('Totals by site', @total), $open->('Totals by organization', @organization) ], source => 'Functions <code>statement_total</code> and <code>statement_organization</code>.');
	section(title => 'Every line', text => 'Scope of each by the GHG Protocol; low and high span the editions of a factor and its neighbouring years.', panels => [],
		tables => [ $open->('Lines', @line) ], source => 'Function <code>statement</code>. Editions name the factors; <code>close_report</code> and <code>evidence</code> keep and list each. Factors of Ember: CC BY 4.0; of DESNZ: contains public sector information licensed under the Open Government Licence v3.0.');
	section(title => 'Who used it', text => 'Purchased electricity among tenants, idle and what samples do not show: together the bill.',
		panels => [ map { my $site = $_; [ "$site, kWh", bars(label => "Electricity of $site by tenant", left => 150, rows => [ map { { name => $_->{tenant}, values => [ $_->{kwh} ], c => $_->{consumer} eq 'tenant' ? 1 : 6 } } grep { $_->{site} eq $site } @tenant ]) ] }
			distinct(map { $_->{site} } grep { $_->{consumer} eq 'tenant' } @tenant) ],
		tables => [ table('Tenants', @tenant) ], source => 'Function <code>statement_tenant</code>.') if @tenant;
	section(title => 'Water', text => 'Litres: withdrawn and discharged on site by bills; off site what the generation of the electricity consumes.', panels => [],
		tables => [ $open->('Water', @water) ], source => 'Function <code>water_statement</code>.') if @water;
	section(title => 'Findings', text => @finding ? 'What is wrong, in the whole ledger, and which lines of this statement have no figure.' : 'Nothing is wrong or missing.', panels => [],
		tables => [ $open->('Findings', @finding) ], source => 'Functions <code>statement_audit</code> and <code>open_line</code>.');
	print "</main></body></html>\n";
}

if (defined $ledger) { statement(); exit }

my @years = map { [ $_->{x}, $_->{name} ] } rows("SELECT d::date - date '2000-01-01' AS x, to_char(d, CASE WHEN extract(month FROM d) = 1 THEN 'YYYY' ELSE 'Mon' END) AS name FROM generate_series(timestamp '2024-07-01', current_date, interval '6 months') d");
my @range = ($years[0][0] - 61, $now->{x} + 3);    # from May 2024
my $X = "as_of - date '2000-01-01' AS _x";

head('Colossus: what the public record says');
print <<"HTML";
<h1>Colossus: what the public record says</h1>
<p>Compute, power, turbines, permits, emissions, training runs and claims of xAI's clusters in Memphis, as of $now->{day}. Every picture is drawn from a view of the PostgreSQL extension colossus $now->{version}; the rows behind it are in the table below it. What nobody published is not drawn.</p>
<p class="source">Contains data of <a href="https://epoch.ai">Epoch AI</a> (data centres, GPU clusters, models, companies) and of <a href="https://ember-energy.org">Ember</a> (electricity by country), both $EPOCH.</p>
HTML

sub series
{
	my ($rows, @spec) = @_;
	return [ map { my $s = $_; +{ %$s, points => [ map { my $r = $_; [ $r->{_x}, map { $r->{$_} } ref $s->{col} ? @{ $s->{col} } : $s->{col} ] } @$rows ] } } @spec ];
}

# 1. fleet
my @fleet = rows("SELECT month, cluster, accelerator, accelerators, round(h100_equivalents) AS h100_equivalents, status, data_set, source_id, $X FROM fleet_monthly WHERE organization = 'xAI' AND NOT projected ORDER BY cluster, accelerator, month");
my (%part, %peak);
push @{ $part{"$_->{cluster}, $_->{accelerator}"} }, [ $_->{_x}, $_->{accelerators} ] for @fleet;
my @capacity = rows("SELECT month, cluster, accelerators, round(h100_equivalents) AS h100_equivalents, bf16_eflops, fp8_eflops, it_mw_best, facility_mw_low, facility_mw_best, facility_mw_high, reported_facility_mw, status, data_set, $X FROM capacity_monthly WHERE organization = 'xAI' ORDER BY cluster, month");
push @{ $peak{ $_->{cluster} } }, [ $_->{_x}, $_->{bf16_eflops} ] for @capacity;
my ($i, $j) = (0, 0);
section(title => 'Accelerators in service', text => 'Levels at the first of each month (the last point: today), by cluster and part. Announced and alleged parts are not counted.',
	panels => [
		[ 'Accelerators by part', time_chart(label => 'Accelerators by cluster and part', unit => 'accelerators', range => \@range, ticks => \@years, series => [ map { { name => $_, c => 1 + $i % 6, d => $i++ % 4, points => $part{$_} } } sort keys %part ]) ],
		[ 'Dense bf16 peak by cluster', time_chart(label => 'EFLOP/s by cluster', unit => 'EFLOP/s (1e18)', range => \@range, ticks => \@years, series => [ map { { name => $_, c => 1 + $j, d => $j++ % 4, points => $peak{$_} } } sort keys %peak ]) ] ],
	tables => [ table('Accelerators', @fleet), table('Capacity', @capacity) ],
	source => "Views <code>fleet_monthly</code> (accelerators) and <code>capacity_monthly</code> (EFLOP/s, 1e18 FLOP/s, without sparsity); sources of each row in the table. As of $now->{day}. Epoch AI, $EPOCH.");

# 2. power
my @power = rows("SELECT month, site, demand_low_mw, demand_best_mw, demand_high_mw, grid_mw, onsite_mw, onsite_alleged_mw, storage_mw, supply_mw, $X FROM power_monthly WHERE site IN ('Colossus 1', 'Colossus 2') ORDER BY site, month");
section(title => 'Demand against supply', text => 'Facility demand between the lowest and the highest figure that is computed or reported, against what the grid and engines on site can give. Turbines that are only alleged stand apart and are in no sum.',
	panels => [ map { my $site = $_; my @r = grep { $_->{site} eq $site } @power;
		[ $site, time_chart(label => "Demand and supply of $site", unit => 'MW', range => \@range, ticks => \@years,
			series => series(\@r, { name => 'demand, low to high', c => 1, band => 1, col => [ 'demand_low_mw', 'demand_high_mw' ] }, { name => 'demand, best', c => 1, col => 'demand_best_mw' },
				{ name => 'grid', c => 3, d => 3, col => 'grid_mw' }, { name => 'on site', c => 5, d => 1, col => 'onsite_mw' }, { name => 'on site, alleged', c => 2, d => 2, col => 'onsite_alleged_mw' })) ] } 'Colossus 1', 'Colossus 2' ],
	tables => [ table('Power', @power) ],
	source => "View <code>power_monthly</code>, MW at the site meter; documents in <code>site_source</code>. As of $now->{day}. Epoch AI, $EPOCH.");

# 3. turbines
my @tons = rows("SELECT month, site, uncontrolled_tons, lean_premix_tons, ppm2_tons, permit_limit_tons, title_v_tons, psd_tons, alleged, $X FROM turbine_potential WHERE pollutant = 'NOx' ORDER BY site, month");
section(title => 'What the turbines may emit: NOx', text => 'Potential to emit: all turbines on site at rated power for 8,760 hours a year, by the controls they might have. A ceiling, not a measurement. Dotted: annual thresholds at which federal programmes begin to bind. Logarithmic axis.',
	panels => [ map { my $site = $_; my @r = grep { $_->{site} eq $site } @tons;
		[ $site, time_chart(label => "NOx of the turbines of $site", unit => 'short tons NOx a year', log => 1, range => \@range, ticks => \@years,
			lines => [ { y => 250, name => 'PSD 250 tons' }, { y => 100, name => 'Title V 100 tons' } ],
			series => series(\@r, { name => 'uncontrolled', c => 2, col => 'uncontrolled_tons' }, { name => 'lean premix', c => 5, d => 1, col => 'lean_premix_tons' }, { name => '2 ppm catalyst', c => 3, d => 3, col => 'ppm2_tons' }, { name => 'permit limit', c => 1, d => 2, col => 'permit_limit_tons' })) ] } distinct(map { $_->{site} } @tons) ],
	tables => [ table('NOx by month', @tons) ],
	source => "View <code>turbine_potential</code>, short tons (907.2 kg) a year by AP-42 3.1 and 40 CFR 75; counts of turbines that are only alleged are marked in the table. As of $now->{day}.");

# 4. permits
my @permit = rows("SELECT month, site, installed, permitted, without_permit, permit_id, alleged, $X FROM permit_monthly ORDER BY site, month");
section(title => 'Turbines and permits', text => 'Turbines on site and those that a permit in force covers. The legal tracks are sites of their own and are never added.',
	panels => [ map { my $site = $_; my @r = grep { $_->{site} eq $site } @permit;
		[ $site, time_chart(label => "Turbines and permits of $site", unit => 'turbines', range => \@range, ticks => \@years,
			series => series(\@r, { name => 'on site', c => 6, col => 'installed' }, { name => 'permitted', c => 1, d => 1, col => 'permitted' }, { name => 'without permit', c => 2, d => 2, col => 'without_permit' })) ] } distinct(map { $_->{site} } @permit) ],
	tables => [ table('Permits by month', @permit) ],
	source => "View <code>permit_monthly</code>; counts marked alleged in the table come from notices and images. As of $now->{day}.");

# 5. emissions and water
my @emission = rows("SELECT year, site, scope1_t_low, scope1_t, scope1_t_high, scope2_location_t_low, scope2_location_t, scope2_location_t_high, scope2_market_t_low, scope2_market_t, scope2_market_t_high, scope3_t_low AS scope3_at_least_t, as_of AS until, missing, methods FROM emission_yearly WHERE site LIKE 'Colossus%' OR site LIKE 'Southaven%' ORDER BY site, year");
my @water = rows("SELECT year, site, on_site_l / 1e6 AS on_site_million_l, off_site_l_low / 1e6 AS off_site_low_million_l, off_site_l_high / 1e6 AS off_site_high_million_l, as_of AS until, methods FROM water_yearly WHERE site LIKE 'Colossus%' ORDER BY site, year");
section(title => 'Emissions and water by year', text => 'Ceilings: rated turbines and contracted or reported power in every hour. A line from low to high is the likely range (p5 to p95); where a part is not known, what is known stands as “at least”, and the table says what is missing. The two readings of scope 2 are alternatives and are not added. The present year reaches to today.',
	panels => [ [ 'CO2e by scope, t', bars(label => 'Emissions by site, year and scope', left => 192, series => [ { name => 'scope 1', c => 2, bar => 1 }, { name => 'scope 2, location', c => 1, bar => 1 }, { name => 'scope 2, market', c => 3, bar => 1 } ],
			rows => [ map { { name => "$_->{site}, $_->{year}", values => [ @{$_}{qw(scope1_t scope2_location_t scope2_market_t)} ],
				low => [ @{$_}{qw(scope1_t_low scope2_location_t_low scope2_market_t_low)} ], high => [ @{$_}{qw(scope1_t_high scope2_location_t_high scope2_market_t_high)} ] } } @emission ]) ],
		[ 'Water, million litres', bars(label => 'Water by site and year', left => 128, series => [ { name => 'on site', c => 1, bar => 1 }, { name => 'generation, low', c => 3, bar => 1 }, { name => 'generation, high', c => 5, bar => 1 } ],
			rows => [ map { { name => "$_->{site}, $_->{year}", values => [ @{$_}{qw(on_site_million_l off_site_low_million_l off_site_high_million_l)} ] } } @water ]) ] ],
	tables => [ table('Emissions', @emission), table('Water', @water) ],
	source => "Views <code>emission_yearly</code> (metric tons CO2e) and <code>water_yearly</code> (million litres); grid factors of EPA eGRID and of Ember, power of Epoch AI; the latter two $EPOCH. As of $now->{day}.");

# 6. runs
my @run = rows("SELECT run, organization, started_on, zflop_best, coalesce(facility_mwh, it_mwh) AS computed_mwh, published_mwh, mfu, co2e_t, published_co2e_t, flop_method, known_bad, source_id FROM training_run_chart ORDER BY zflop_best");
my @energy = grep { defined $_->{zflop_best} && (defined $_->{computed_mwh} || defined $_->{published_mwh}) && $_->{known_bad} ne 't' } @run;
my @key = ({ name => 'computed', c => 1, mark => 'fill' }, { name => 'published', c => 2, mark => 'ring' });
my $named = qr/^(GPT-3 175B|BLOOM-176B|Llama 3\.1 405B|DeepSeek-V3|Grok.*|GPT-4|PaLM 540B|Llama 2 70B)$/;
section(title => 'Training runs: computed beside published', text => 'Both axes are logarithmic. Left: energy over training compute. Right: published energy over what the published inputs give; on the dotted line they agree.',
	panels => [ [ 'Energy and compute', scatter(label => 'Energy over compute of training runs', unit => 'MWh', xunit => 'training compute, ZFLOP (1e21)', series => \@key,
			points => [ map { { name => $_->{run}, x => $_->{zflop_best}, y => $_->{computed_mwh}, z => $_->{published_mwh}, show => scalar($_->{run} =~ $named) } } @energy ]) ],
		[ 'Published against computed', scatter(label => 'Published against computed energy', unit => 'published, MWh', xunit => 'computed, MWh', diagonal => 1, series => [ $key[1] ],
			points => [ map { { name => $_->{run}, x => $_->{computed_mwh}, z => $_->{published_mwh}, show => scalar($_->{run} =~ $named) } } grep { defined $_->{computed_mwh} && defined $_->{published_mwh} } @energy ]) ] ],
	tables => [ table('Runs', @run) ],
	source => "View <code>training_run_chart</code>: facility MWh where the source gives a PUE, else IT MWh; rows known to be wrong as published are in the table and not drawn. As of $now->{day}. Epoch AI, $EPOCH.");

# 7. ranking
my @rank = rows("SELECT month, as_of, rank, cluster, organization, round(value) AS h100_equivalents, data_set FROM ranking_monthly WHERE metric = 'h100_equivalents' AND data_set = 'epoch_data_centers' AND rank <= 10 AND (month = '2024-10-01' OR as_of = current_date) ORDER BY month, rank, cluster");
section(title => 'Ranking of single sites', text => 'H100 equivalents (dense 8-bit peak over that of an H100 SXM) of the ten largest, as Epoch AI estimates them from imagery and permits.',
	panels => [ map { my $m = $_; my @r = grep { $_->{month} eq $m } @rank;
		[ $r[0]{as_of}, bars(label => "Ranking on $r[0]{as_of}", left => 232, rows => [ map { { name => "$_->{rank}. $_->{cluster}", values => [ $_->{h100_equivalents} ], mark => scalar($_->{cluster} =~ /Colossus/), c => $_->{cluster} =~ /Colossus/ ? 2 : 1 } } @r ]) ] } distinct(map { $_->{month} } @rank) ],
	tables => [ table('Ranking', @rank) ],
	source => "View <code>ranking_monthly</code>, metric h100_equivalents, data set epoch_data_centers in its newest edition. Epoch AI, $EPOCH.");

# 8. claims and money
my @claim = rows("SELECT claim_id AS claim, subject, attribute, value, unit, asserted_by, verdict, hazard, evidence FROM claim_check ORDER BY claim_id");
my @verdict = rows("SELECT verdict, count(*) AS number FROM claim_check GROUP BY verdict ORDER BY count(*) DESC, verdict");
my @round = rows("SELECT organization, round, announced_on, amount_bn_usd, post_money_usd / 1e9 AS valuation_after_bn_usd, investors, kind, status, source_id FROM funding_round_chart WHERE organization = 'xAI' ORDER BY announced_on");
section(title => 'What the article of September 2024 said, and what was raised', text => scalar(@claim) . ' statements of the founding article, each judged against better sources; and the rounds of xAI that raised money, one preferred row each.',
	panels => [ [ 'Statements by verdict', bars(label => 'Statements by verdict', left => 110, rows => [ map { { name => $_->{verdict}, values => [ $_->{number} ], c => { holds => 3, partly => 5, misleading => 2, wrong => 2 }->{ $_->{verdict} } // 6 } } @verdict ]) ],
		[ 'Money raised by round, billion USD', bars(label => 'Money raised by round', left => 235, rows => [ map { { name => "$_->{round}, $_->{announced_on}", values => [ $_->{amount_bn_usd} ], c => 1 } } @round ]) ] ],
	tables => [ table('Statements', @claim), table('Rounds', @round) ],
	source => "Views <code>claim_check</code> and <code>funding_round_chart</code>. As of $now->{day}. Epoch AI, $EPOCH.");

# 9. an operator's logs
my @job = rows("SELECT e.job, e.method, e.accelerator_kwh, e.it_kwh, e.facility_kwh, e.coverage, t.kind AS tokens_of, t.tokens, t.accelerator_j_per_token AS j_per_token FROM job_energy e LEFT JOIN job_energy_per_token t ON t.job = e.job AND t.kind IN ('output', 'training') ORDER BY e.job");
section(title => 'An operator\'s logs', text => 'Ten minutes of two GPUs, as nvidia-smi, dcgm-exporter, vLLM and torchtitan log them, read into a ledger: energy of each job at the board, at the servers and at the site meter.',
	panels => [ [ 'Energy by job, kWh', bars(label => 'Energy by job', left => 90, series => [ { name => 'accelerators', c => 1, bar => 1 }, { name => 'IT', c => 3, bar => 1 }, { name => 'facility', c => 5, bar => 1 } ],
			rows => [ map { { name => $_->{job}, values => [ @{$_}{qw(accelerator_kwh it_kwh facility_kwh)} ] } } @job ]) ],
		[ 'Joules per token at the board', bars(label => 'Joules per token', left => 130, rows => [ map { { name => "$_->{job}, $_->{tokens_of}", values => [ $_->{j_per_token} ], c => 1 } } grep { defined $_->{j_per_token} } @job ]) ] ],
	tables => [ table('Jobs', @job) ],
	source => 'Views <code>job_energy</code> and <code>job_energy_per_token</code> of the ledger; logs made for this example. IT and facility energy by the factors 1.82 and 1.3 assumed for it.');

my @source = rows("SELECT DISTINCT s.source_id, s.title, s.publisher, s.published, s.licence, s.url FROM source s WHERE s.source_id IN (SELECT source_id FROM cluster_source WHERE cluster LIKE 'Colossus%' UNION SELECT source_id FROM site_source WHERE site LIKE 'Colossus%' OR site LIKE 'Southaven%' UNION SELECT source_id FROM funding_round_chart UNION SELECT source_id FROM training_run_chart) ORDER BY s.source_id");
print "<section><h2>Documents</h2><p>The documents that the rows above name.</p>\n", table('Documents', @source), "\n<p class=\"source\">Epoch AI and Ember: $EPOCH. Everything else as the documents say.</p></section>\n</main></body></html>\n";
