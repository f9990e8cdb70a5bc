# Every command and statement of doc/loading.md as it stands there, over files of the
# names that it uses: short logs of test/fuzz/seeds/parse.  What each gives was read from
# its lines by hand.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use File::Path 'make_path';
use IPC::Run 'run';
use PostgreSQL::Test::Utils;
use Test::More;

my $node = colossus_node('loading_page', 'autovacuum = off', 'jit = off');
my $folder = PostgreSQL::Test::Utils::tempdir();
my $root = "$FindBin::RealBin/../..";
$node->safe_psql('postgres', q{CREATE EXTENSION colossus; CREATE ROLE operator LOGIN; GRANT CREATE ON DATABASE postgres TO operator});
@ENV{qw(PGHOST PGPORT PGUSER PGDATABASE PGTZ)} = ($node->host, $node->port, 'operator', 'postgres', 'UTC');
make_path("$folder/bin", "$folder/dcgm");
symlink "$root/src/client/colossus-load", "$folder/bin/colossus-load" or die $!;
$ENV{PATH} = "$folder/bin:$ENV{PATH}";
my $sql = sub { my ($out, $err) = ('', ''); run [ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', 'SET client_min_messages = warning', '-c', $_[0] ], '>', \$out, '2>', \$err or return "ERROR $err"; chomp $out; return $out };
sub put { my ($name, $text) = @_; open my $file, '>', "$folder/$name" or die $!; print $file $text; close $file }
$sql->(q{CALL colossus.create_ledger('ops'); INSERT INTO ops.job (job, kind, started_at) VALUES ('chat', 'inference', '2025-01-01Z')});

my $page = slurp_file("$root/doc/loading.md");
my @commands = $page =~ /^\| [^|]+ \| `(colossus-load [^`]+)` \|$/mg;
# read, rejected, samples; what else there is of it
my %want = (
	'nvidia-smi' => [ '1|1|1', q{SELECT value FROM ops.sample_by_name WHERE device = 'GPU-1' AND at = '2026-01-05 09:00Z'}, 300 ],
	'nvidia-smi-dmon' => [ '1|0|1', q{SELECT value FROM ops.sample_by_name WHERE device = 'n41/0'}, 37 ],
	dcgm => [ '2|0|2', q{SELECT string_agg(metric || ' ' || at, ', ' ORDER BY metric) FROM ops.sample_by_name WHERE device = 'GPU-1' AND at < '2026-01-02'}, 'energy_j 2026-01-01 00:00:00+00, power_w 2026-01-01 10:00:00+00' ],
	prometheus => [ '2|0|2', q{SELECT count(*) FROM ops.series WHERE job = 'chat' AND metric = 'prompt_tokens'}, 1 ],
	'prometheus-json' => [ '1|1|1', q{SELECT detail FROM ops.reject WHERE reason = 'NaN'}, 'NaN' ],
	sacct => [ '2|0|0', q{SELECT started_at, reported_j, gpus FROM ops.job WHERE job = '1'}, '2025-12-31 23:00:00+00|5000|2' ],
	'sacct-json' => [ '2|0|0', q{SELECT started_at, reported_j, gpus FROM ops.job WHERE job = '5'}, '2026-01-01 00:00:00+00|5|2' ],
	codecarbon => [ '1|0|0', q{SELECT reported_j FROM ops.job WHERE job = 'r1'}, 0.35 * 3.6e6 ],
	megatron => [ '1|0|0', q{SELECT tokens FROM ops.job_tokens WHERE job = 'gpt'}, 100 * 128 * 4096 ],
	torchtitan => [ '2|0|0', q{SELECT tokens FROM ops.job_tokens WHERE job = 'llama'}, 10 * 1000 * 8 ],
	huggingface => [ '2|0|0', q{SELECT count(*) FROM ops.step_log WHERE job = 'sft'}, 2 ],
	nemo => [ '1|0|0', q{SELECT count(*) FROM ops.step_log WHERE job = 'gpt'}, 2 ],
	'llama-factory' => [ '1|0|0', q{SELECT max(tokens_total) FROM ops.step_log WHERE job = 'sft' AND step = 10 AND tokens_total > 5}, 40960 ],
	deepspeed => [ '1|0|0', q{SELECT count(*) FROM ops.step_log WHERE job = 'gpt'}, 3 ],
	mlperf => [ '2|0|0', q{SELECT tokens FROM ops.job_tokens WHERE job = 'bert'}, 4480 * 512 ],
	wandb => [ '1|0|1', q{SELECT value FROM ops.sample_by_name WHERE device = 'n7/0'}, 300 ],
	ipmi => [ '1|0|1', q{SELECT value FROM ops.sample_by_name WHERE device = 'n7' AND at = '2021-03-19 08:37:12Z'}, 123 ],
	redfish => [ '0|1|0', q{SELECT reason FROM ops.reject JOIN ops.load USING (load_id) WHERE format = 'redfish'}, 'no time', 1 ],
	'intensity-electricitymaps' => [ '1|0|1', q{SELECT value FROM ops.sample JOIN ops.series USING (series_id) WHERE zone = 'DE'}, 302 ],
	'intensity-wattime' => [ '1|0|1', q{SELECT round(value::numeric, 9) FROM ops.sample JOIN ops.series USING (series_id) WHERE zone = 'CAISO_NORTH'}, '394.625361900' ],
	'devices-csv' => [ '1|0|0', q{SELECT host, idx FROM ops.device WHERE device = 'GPU-7'}, 'n1|0' ],
	'job-devices-csv' => [ '1|0|0', q{SELECT share FROM ops.job_device WHERE job = '1'}, 0.5 ]);
for my $command (@commands)
{
	my ($format, $file) = $command =~ /--format ([\w-]+).* (\S+)$/;
	# a file that the pattern of the page fits; scrapes have their time in their name
	(my $name = $file) =~ s{dcgm/\*}{dcgm/n41-2026-01-01T10:00:00Z};
	$name =~ s/\*/1/;
	put($name, slurp_file("$root/test/fuzz/seeds/parse/$format"));
	my ($out, $err) = ('', '');
	run [ 'sh', '-c', "cd '$folder' && $command" ], '>', \$out, '2>', \$err;
	my ($accounts, $question, $answer, $code) = @{ $want{$format} // [] };
	is($? >> 8, $code // 0, "$command: exit code") or diag "$out$err";
	is($sql->("SELECT read, rejected, samples FROM ops.load WHERE format = '$format' ORDER BY load_id DESC LIMIT 1"), $accounts, "$format: accounts");
	is($sql->($question), $answer, "$format: what it brought");
}
is(join(' ', sort map { /--format ([\w-]+)/ } @commands), join(' ', sort keys %want), 'every format was tried');

# the first command of the page names the ledger; statements, the one that reads a file of the server by a superuser
my ($first) = $page =~ /^(colossus-load --ledger .*)$/m;
put('gpu-2.csv', "timestamp, uuid, power.draw [W]\n2026/01/06 10:00:00.000, GPU-2, 55.00 W\n");
my ($out, $err) = ('', '');
is(run([ 'sh', '-c', "cd '$folder' && $first" ], '>', \$out, '2>', \$err), 1, $first) or diag "$out$err";
is($sql->(q{SELECT value FROM ops.sample_by_name WHERE device = 'GPU-2'}), 55, 'of two files the one that is new');
my $data = $node->data_dir;
open my $scrape, '>', "$data/scrape.prom" or die $!;
print $scrape qq(DCGM_FI_DEV_POWER_USAGE{gpu="3",UUID="GPU-33"} 333\n);
close $scrape;
my @statements = map { split /;\n/ } $page =~ /```sql\n(.*?)```/sg;
is(scalar(@statements), 5, 'statements of the page');
for my $statement (@statements)
{
	my $answer = $statement =~ /pg_read_file/ ? $node->safe_psql("postgres", $statement, extra_params => [ "-U", scalar getpwuid $< ]) : $sql->($statement);
	unlike($answer, qr/^ERROR/, $statement);
}
is($sql->(q{SELECT value, at FROM ops.sample_by_name WHERE device = 'GPU-33'}), '333|2026-09-23 20:00:00+00', 'from any client');
is($sql->(q{SELECT state FROM ops.load WHERE load_id = 1}), 'unloaded', 'the first load was taken back');
# the functions that read without a ledger
for my $function ($page =~ /`(?:colossus\.)?(parse_\w+)`/g)
{
	my %format = (parse_nvidia_smi => 'nvidia-smi', parse_prometheus => 'prometheus', parse_prometheus_json => 'prometheus-json', parse_sacct => 'sacct', parse_codecarbon => 'codecarbon', parse_train_log => 'llama-factory');
	my $text = slurp_file("$root/test/fuzz/seeds/parse/$format{$function}") =~ s/'/''/gr;
	my $more = $function eq 'parse_prometheus_json' ? q{ARRAY['DCGM_FI_DEV_POWER_USAGE']} : q{'Europe/Berlin', NULL, '2026-01-01Z', NULL};
	cmp_ok($sql->("SELECT count(*) FROM colossus.$function('$text', $more)"), '>', 0, $function);
}
$node->stop;
done_testing();
