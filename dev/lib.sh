# lib.sh -- sourced by the scripts of dev/: packages, build, a throw-away server.
#
# Nothing is written into the source tree.  Everything lives in one scratch
# folder a checkout (COLOSSUS_SCRATCH, default one in TMPDIR), in a folder a major
# version:
#
#   src    a copy of the checkout, readable by the user who runs the server
#   build  object files (VPATH build)
#   inst   what `make install` installs; the server is told to look here
#   pg     data folder, log and socket of the server
#
# Scripts that build or test one checkout in one version wait for each other (the
# lock `work`); a session of dev/psql is not waited for.  Whoever uses the server
# holds the lock `users` with others, and who leaves last stops it.
#
# As root, packages that are missing are installed and the server runs as the
# user postgres; as anybody else nothing needs root once the packages are there.

# -h or --help and nothing else: what the head of the script that sources this says
case $#${1:-} in
1-h | 1--help) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; exit ;;
esac

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=${COLOSSUS_SCRATCH:-${TMPDIR:-/tmp}/colossus-$(id -un)-$(printf %s "$root" | cksum | cut -d' ' -f1)}
port=54399
export LC_ALL=C.UTF-8 PGCONNECT_TIMEOUT=10

die() { echo "$(basename "$0"): $*" >&2; exit 1; }

# the server's major version: PGVER, else the newest one with headers, else Debian's
choose_version() {
	local v
	if [ -n "${PGVER:-}" ]; then return; fi
	for v in 18 17 16 15; do
		if [ -x /usr/lib/postgresql/$v/bin/postgres ] && [ -e /usr/include/postgresql/$v/server/postgres.h ]; then
			PGVER=$v
			return
		fi
	done
	PGVER=$(apt-cache policy postgresql 2>/dev/null | sed -n 's/.*Candidate: *\([0-9][0-9]*\).*/\1/p')
	if [ -z "$PGVER" ] && may_install; then
		as_root apt-get -o Acquire::Retries=3 update -qq
		PGVER=$(apt-cache policy postgresql 2>/dev/null | sed -n 's/.*Candidate: *\([0-9][0-9]*\).*/\1/p')
	fi
	[ -n "$PGVER" ] || die "no PostgreSQL 15 or later with its server headers is installed, and apt offers none"
}

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# may packages be installed without asking anybody?
may_install() { [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; }

# run a command as the user who owns the server: postgres for root, else oneself
as_server() {
	if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# need_packages FILE=PACKAGE ... : install each PACKAGE whose FILE does not exist
need_packages() {
	local pair missing=()
	for pair in "$@"; do
		[ -e "${pair%%=*}" ] || missing+=("${pair#*=}")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	may_install || die "missing: ${missing[*]}
You may not install packages.  Ask somebody who may to run
  apt-get install --no-install-recommends ${missing[*]}
or run this as root once; afterwards it needs no root."
	echo "# installing ${missing[*]}" >&2
	# Debian would make and start a cluster on port 5432; ours is private
	if ! [ -e /etc/postgresql-common/createcluster.conf ]; then
		as_root mkdir -p /etc/postgresql-common/createcluster.d
		echo 'create_main_cluster = false' |
			as_root tee /etc/postgresql-common/createcluster.d/zz-no-main.conf >/dev/null
	fi
	mkdir -p "$scratch"
	# stages that run side by side install one after the other: apt-get does not wait
	(
		flock 6
		as_root apt-get -o Acquire::Retries=3 update -qq &&
			as_root env DEBIAN_FRONTEND=noninteractive \
				apt-get install -y -qq --no-install-recommends "${missing[@]}"
	) 6>>"${TMPDIR:-/tmp}/colossus-$(id -un)-apt" >"$scratch/apt.log" 2>&1 ||
		{ tail -20 "$scratch/apt.log" >&2; die "apt-get failed"; }
}

need_server() {
	choose_version
	[ "$(basename "$scratch")" = "$PGVER" ] || scratch=$scratch/$PGVER
	bin=/usr/lib/postgresql/$PGVER/bin
	need_packages /usr/bin/gcc=gcc /usr/bin/make=make /usr/include/stdio.h=libc6-dev \
		$bin/postgres=postgresql-$PGVER \
		/usr/include/postgresql/$PGVER/server/postgres.h=postgresql-server-dev-$PGVER
	export PATH=$bin:$PATH
}

make_scratch() {
	mkdir -p "$scratch"
	[ -O "$scratch" ] || die "$scratch belongs to somebody else; set COLOSSUS_SCRATCH"
	chmod 755 "$scratch" "$(dirname "$scratch")" 2>/dev/null || true
	lock_work
	for d in build inst pg; do
		mkdir -p "$scratch/$d"
		if [ "$(id -u)" = 0 ]; then chown postgres "$scratch/$d"; fi
	done
}

# One script at a time builds and tests; those that it calls run under its lock.
lock_work() {
	[ "${COLOSSUS_LOCKED:-}" != "$scratch" ] || return 0
	exec 9>>"$scratch/work"
	if ! flock -n 9; then
		echo "# waiting for another script of dev/ on this checkout" >&2
		flock 9
	fi
	export COLOSSUS_LOCKED=$scratch
	locked=yes
}

unlock_work() {
	[ "${locked:-}" = yes ] || return 0
	exec 9>&-
	unset COLOSSUS_LOCKED locked
}

# build [make variables...]: copy, compile, install into the scratch prefix; nothing
# where the script that called this one has just done it
build() {
	[ "${COLOSSUS_BUILT:-}" != "$scratch" ] || return 0
	rm -rf "$scratch/src"
	mkdir "$scratch/src"
	# without what make left in the tree, which would be taken for built
	tar -C "$root" --exclude=./.git --exclude='*.o' --exclude='*.bc' --exclude='*.so' --exclude='./colossus--*.sql' -cf - . | tar -C "$scratch/src" --no-same-owner -xf -
	chmod -R a+rX "$scratch/src"
	rm -f "$scratch"/build/colossus--*.sql	# make does not see a module that went
	# says that warnings were errors for all objects that there are
	case "$*" in *-Werror*) ;; *) pgmake -q all >/dev/null 2>&1 || rm -f "$scratch/build/strict" ;; esac
	pgmake all "$@" && pgmake install DESTDIR="$scratch/inst" "$@" >/dev/null
}

# make in the build folder
pgmake() {
	(cd "$scratch/build" && as_server make -s -f "$scratch/src/Makefile" \
		PG_CONFIG="$bin/pg_config" with_llvm=no "$@")
}

# where the server finds the extension in the scratch prefix, as configuration
extension_conf() {
	echo "dynamic_library_path = '$scratch/inst$("$bin/pg_config" --pkglibdir):\$libdir'"
	if [ "$PGVER" -ge 18 ]; then
		echo "extension_control_path = '$scratch/inst$("$bin/pg_config" --sharedir):\$system'"
	else
		echo "extension_destdir = '$scratch/inst'"		# a patch of Debian's
	fi
}

start_server() {
	COLOSSUS_CONF=$(extension_conf)
	export COLOSSUS_CONF
	export PGHOST=$scratch/pg PGPORT=$port PGUSER=postgres
	exec 8>>"$scratch/users"
	flock -s 8
	if as_server "$bin/pg_ctl" -D "$scratch/pg/data" status >/dev/null 2>&1; then return; fi
	if [ "$(cat "$scratch/pg/data/PG_VERSION" 2>/dev/null)" != "$PGVER" ]; then
		as_server rm -rf "$scratch/pg/data"
		(cd "$scratch/pg" && as_server "$bin/initdb" -D data -U postgres -A trust --no-sync \
			--locale=C.UTF-8 -E UTF8 >initdb.log 2>&1) || { cat "$scratch/pg/initdb.log" >&2; die "initdb failed"; }
	fi
	{
		echo "listen_addresses = ''"
		echo "unix_socket_directories = '$scratch/pg'"
		echo "port = $port"
		echo "fsync = off"
		echo "autovacuum = off"
		echo "jit = off"		# compiling takes longer than running here; the servers of test/t have it on
		echo "max_wal_size = '4GB'"
		echo "log_line_prefix = '%m [%p] %e '"	# with the SQLSTATE, for internal_errors
		echo "shared_buffers = '${COLOSSUS_SHARED_BUFFERS:-128MB}'"
		echo "$COLOSSUS_CONF"
	} | as_server tee "$scratch/pg/data/postgresql.auto.conf" >/dev/null
	(cd "$scratch/pg" && as_server "$bin/pg_ctl" -D data -l log -s -w start >/dev/null 8>&- 9>&-) ||
		{ tail -5 "$scratch/pg/log" >&2; die "the server does not start"; }
}

# internal_errors LOG...: the lines of servers' logs that nothing may cause: XX000, a server that
# gives up, a backend that ended by a signal other than those that tests send
internal_errors() { grep -hE ' XX000 |PANIC:|TRAP:|was terminated by signal (4|6|7|8|11):' "$@" 2>/dev/null || true; }

# a new database with the extension, copied from one that is made once for each state of
# sql/: CREATE EXTENSION takes seconds, a copy tenths of one
extension_database() {
	local script have
	script=$(cksum <"$(ls "$scratch"/build/colossus--*.sql | tail -1)")
	(
		flock 7
		have=$(sql -d postgres -Atc "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'colossus_template'")
		[ "$have" != "$script" ] || exit 0
		sql -d postgres -c 'SET client_min_messages = warning' -c 'DROP DATABASE IF EXISTS colossus_template' -c 'CREATE DATABASE colossus_template'
		sql -d colossus_template -c 'CREATE EXTENSION colossus'
		sql -d postgres -c "COMMENT ON DATABASE colossus_template IS '$script'"
	) 7>>"$scratch/template"
	sql -d postgres -c "CREATE DATABASE $1 TEMPLATE colossus_template"
}

# stop the server unless somebody else uses it
stop_server() {
	[ -e /dev/fd/8 ] && flock -n 8 || return 0
	(cd / && as_server "$bin/pg_ctl" -D "$scratch/pg/data" -m immediate -s stop) || true
}

sql() { as_server "$bin/psql" -X -q -v ON_ERROR_STOP=1 "$@"; }

# the example's ledger in a database with the extension, and its logs, as an operator loads them
load_logs() {
	local at load=(as_server env PATH="$bin:$PATH" sh "$scratch/src/src/client/colossus-load" -d "$1")
	sql -d "$1" -f "$scratch/src/dev/logs.sql"
	(
		cd "$scratch/src/dev/logs"
		"${load[@]}" --format nvidia-smi --zone UTC nvidia-smi.csv
		for at in 1000 1010; do
			"${load[@]}" --format dcgm --scraped-at "2026-03-01 ${at%??}:${at#??}Z" dcgm-$at.prom
			"${load[@]}" --format prometheus --scraped-at "2026-03-01 ${at%??}:${at#??}Z" --option job=chat vllm-$at.prom
		done
		"${load[@]}" --format torchtitan --zone UTC --option job=pretrain torchtitan.log
	) >/dev/null
}
