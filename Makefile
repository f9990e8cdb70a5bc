# colossus, built with PGXS.  sql/README.md says how the SQL modules are
# assembled; in-tree and VPATH builds both work.

# make cannot quote: built in place, the folder's own path (with spaces, say) plays no part
srcdir       := $(if $(filter Makefile,$(MAKEFILE_LIST)),.,$(patsubst %/,%,$(dir $(realpath $(firstword $(MAKEFILE_LIST))))))
here          = $(patsubst $(srcdir)/%,%,$(sort $(wildcard $(addprefix $(srcdir)/,$1))))

EXTENSION     = colossus
EXTVERSION   := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(srcdir)/$(EXTENSION).control)
RELEASED      = $(patsubst sql/$(EXTENSION)--%.sql,%,$(call here,sql/$(EXTENSION)--*.sql)) \
                $(patsubst sql/updates/%.sql,%,$(call here,sql/updates/*.sql))
OLDVERSIONS   = $(filter-out $(EXTVERSION),$(RELEASED))

MODULE_big    = $(EXTENSION)
OBJS          = $(patsubst %.c,%.o,$(call here,src/*/*.c src/*/*/*.c))
PG_CPPFLAGS   = -I$(srcdir)/src
# -ffp-contract=off: a fused multiply-add would round differently on other CPUs
PG_CFLAGS     = -std=gnu99 -ffp-contract=off -Wno-declaration-after-statement $(WERROR)

# our names before those of other libraries in the server (15 exports them all)
SHLIB_LINK   += -Wl,-Bsymbolic

# beside psql
SCRIPTS       = src/client/colossus-load

DOCS          = $(call here,README.md) $(call here,doc/*.md) $(call here,doc/methods/*.md)
DATA          = $(call here,sql/$(EXTENSION)--*.sql)
DATA_built    = $(EXTENSION)--$(EXTVERSION).sql \
                $(OLDVERSIONS:%=$(EXTENSION)--%--$(EXTVERSION).sql)

REGRESS       = $(notdir $(basename $(call here,test/sql/*.sql)))
REGRESS_OPTS  = --inputdir=$(srcdir)/test --load-extension=$(EXTENSION)
REGRESS_PREP  = expected-link
# what the tests print is in the order of C, whatever the server's locale is
NO_LOCALE     = 1
ENCODING      = UTF8
TAP_TESTS     = 1
PROVE_TESTS   = $(srcdir)/test/t/*.pl
EXTRA_CLEAN   = $(DATA_built) unit
# compiling takes longer than running the regression tests; the servers of test/t have it on
export PGOPTIONS = -c search_path=public,colossus $(if $(REGRESS),-c jit=off)

clash = $(filter $(REGRESS),$(notdir $(basename $(call here,sql/*.sql))))
$(if $(clash),$(error test and sql/ module share a name: $(clash)))

PG_CONFIG    ?= pg_config
PGXS         := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)
# the server's folder of manuals is one for all extensions, and README.md is everybody's name
docmoduledir := extension/$(EXTENSION)
_            := $(shell mkdir -p $(sort $(dir $(OBJS))))

sqlparts = $(call here,sql/assemble sql/*.awk sql/relations.def sql/rows/*.tsv sql/ledger/*.sql sql/*-*.sql sql/updates/*.sql)
.DELETE_ON_ERROR: $(DATA_built)
$(EXTENSION)--$(EXTVERSION).sql: $(sqlparts)
	$(srcdir)/sql/assemble $(EXTENSION) $(EXTVERSION) > $@
$(EXTENSION)--%--$(EXTVERSION).sql: $(sqlparts)
	$(srcdir)/sql/assemble $(EXTENSION) $(EXTVERSION) $* > $@

headers = $(call here,src/*/*.h src/*/*/*.h src/*/*.def src/*/*/*.def)
$(OBJS): $(headers)

# One program per file of test/unit, linked with all of core and state, which
# are compiled for it once more, as strict C99 and without PostgreSQL.
UNITFLAGS = -std=c99 -Wall -Wextra -Werror -pedantic -g -O1 -ffp-contract=off \
            -fsanitize=address,undefined -fno-sanitize-recover=undefined
UNITS     = $(patsubst test/unit/%.c,unit/%,$(call here,test/unit/*.c))
UNITOBJS  = $(patsubst %.c,unit/%.o,$(call here,src/core/*.c src/core/*/*.c src/state/*.c src/state/*/*.c))
unit/src/%.o: src/%.c $(headers)
	@mkdir -p $(@D)
	$(CC) $(UNITFLAGS) -I$(srcdir)/src -c -o $@ $<
unit/%: test/unit/%.c $(UNITOBJS) $(headers) $(call here,test/unit/*.h)
	@mkdir -p unit
	$(CC) $(UNITFLAGS) -I$(srcdir)/src -o $@ $(filter %.c %.o,$^) -lm
units: $(UNITS)

expected-link:
	@test -e expected || ln -sfn $(srcdir)/expected expected
.PHONY: units expected-link
