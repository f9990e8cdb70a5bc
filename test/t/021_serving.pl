# The bound of inference_estimate against sums over every step and key, and against the best
# of all orders of the work for few sequences, as test/reference/serving.py finds them.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use Test::More;

plan skip_all => 'needs python3' if system(q{python3 -c '' 2>/dev/null});

my $node = colossus_node('serving', 'autovacuum = off', 'jit = off');
$node->safe_psql('postgres', 'CREATE EXTENSION colossus');
my $script = qx(python3 "$FindBin::RealBin/../reference/serving.py");
is($node->psql('postgres', $script, on_error_stop => 1), 0, 'models and their times');

# peaks of 3 and 5 TFLOP/s and 200 GB/s, of which two accelerators have half each
my $inference = q{colossus.model_inference(m.config, %d, x.batch, x.prompt, x.output, 16, %s, x.gain, %s, 1e6, 500, 1.5,
	NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)};
my $timed = sprintf $inference, 2, 'x.kv_bits', '1.5e12, 2.5e12, 100';
my $read = sprintf $inference, 1, 16, '1e300, 1e300, 1';

is($node->safe_psql('postgres', q{SELECT string_agg(m.name, ' ') FROM want.model m WHERE colossus.model_params(m.config) <> m.params}), '', 'parameters are those of the layers by hand');
is($node->safe_psql('postgres', 'SELECT count(*) >= 9 FROM want.model'), 't', 'with nine kinds of layers');
for my $pair ([ 'e.prefill_s', 'x.prefill_s' ], [ 'e.decode_s', 'x.decode_s' ], [ 'x.batch * x.output / e.bound_end_to_end_tokens_per_s', 'x.both_s' ], [ 'e.work_s', 'x.work_s' ],
	[ 'x.batch * x.output / e.tokens_per_s', 'x.decode_s' ], [ 'e.it_j_per_output_token', '2 * 750 * x.both_s / (x.batch * x.output)' ])
{
	my ($is, $must) = @$pair;
	is($node->safe_psql('postgres', qq{
		SELECT format('%s, %s sequences of %s and %s: %s, must %s', x.name, x.batch, x.prompt, x.output, $is, $must)
		FROM want.bound x JOIN want.model m USING (name), LATERAL $timed e WHERE x.gain = 1 AND (($is - $must) IS NULL OR abs($is - $must) > 1e-11 * $must)}), '', "$is is summed by hand");
}
# the last step of speculation may gain less; a chunk or block may end within a step, which is not seen
is($node->safe_psql('postgres', qq{SELECT format('%s, %s of %s and %s', x.name, x.gain, x.prompt, x.output) FROM want.bound x JOIN want.model m USING (name), LATERAL $timed e
	WHERE x.gain > 1 AND (x.both_s - x.batch * x.output / e.bound_end_to_end_tokens_per_s
		BETWEEN CASE WHEN x.name IN ('chunks', 'blocks') THEN -0.01 ELSE -1e-11 END * x.both_s
			AND CASE WHEN (x.output - 1) % x.gain = 0 AND x.name IN ('dense', 'mixture', 'recurrent') THEN 1e-11 ELSE 0.05 END * x.both_s) IS NOT TRUE}), '', 'steps of several tokens');
is($node->safe_psql('postgres', q{SELECT bool_or(x.both_s < x.prefill_s + x.decode_s * 0.999) AND bool_or(x.both_s < x.work_s * 0.6) FROM want.bound x}), 't', 'of some the halves overlap');

# bytes of N sequences, B at a time: N / B of what the bound reads for B of them
my $bytes = 'x.sequences::float8 / x.batch * (x.batch * x.output / e.bound_end_to_end_tokens_per_s) * 1e9';
is($node->safe_psql('postgres', qq{SELECT format('%s, %s of %s and %s, %s at once: %s bytes, an order needs %s', x.name, x.sequences, x.prompt, x.output, x.batch, $bytes, x.bytes)
	FROM want.schedule x JOIN want.model m USING (name), LATERAL $read e WHERE x.bytes >= $bytes * (1 - 1e-12) IS NOT TRUE}), '', 'no order of the work reads less');
is($node->safe_psql('postgres', qq{SELECT count(*) > 10, bool_and(abs(x.bytes / ($bytes) - 1) < 1e-12)
	FROM want.schedule x JOIN want.model m USING (name), LATERAL $read e WHERE x.sequences % x.batch = 0 AND x.output % x.gain = 1 % x.gain}), 't|t', 'and all in step reads as much');

$node->stop;
done_testing();
