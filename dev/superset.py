#!/usr/bin/env python3
"""usage: dev/superset.py write | check | import | test | pictures

write   makes dashboards/superset/ anew from the catalogue's comments and the
        list of charts below, as Superset's own export writes it
check   compares what each chart asks of its view with the functions of the record:
        no Superset, so that a chart whose view means something else by now is seen
        where the views are tested
import  loads it into the Superset that dev/bi started
test    opens each chart in a browser, keeps a screenshot and compares what the
        chart was given with the functions of the record
pictures  writes doc/pictures/ anew: each chart as the dashboard shows it, and the page
        REPORT at 1,200 and 390 px, all of them light and dark

The database is found as PG* variables say; SUPERSET_URL and SUPERSET_OUT name
the server and the folder for screenshots, REPORT the page that dev/report wrote.
"""
import io
import json
import os
import re
import sys
import uuid
import zipfile
from pathlib import Path

if sys.argv[1:] in (['-h'], ['--help']):
    sys.exit(print(__doc__))    # before what need not be installed

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / 'dashboards' / 'superset'
PICTURES = ROOT / 'doc' / 'pictures'
URI = 'postgresql+psycopg2://USER@/DATABASE?host=HOST&port=PORT'
ATTRIBUTION = 'Contains data of Epoch AI and Ember, CC BY 4.0, changed: converted, joined and computed.'
# what a chart cannot say itself stands under it
NOTES = {'Training runs, energy over compute': 'Size: training tokens. ', 'Emissions of Colossus 1': 'The present year reaches to today. '}
# visible on white and on black
COLOURS = 'd3Category10'
# the lower end of what is known, where the best value is not
AT_LEAST = {'scope1_t_low', 'scope2_location_t_low', 'scope2_market_t_low'}


def name_uuid(*name):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, 'colossus/' + '/'.join(name)))


def metric(column, aggregate='SUM'):
    label = column + ' (at least)' if column in AT_LEAST else column
    return {'expressionType': 'SIMPLE', 'column': {'column_name': column}, 'aggregate': aggregate, 'label': label,
            'optionName': 'metric_' + column}


def where(column, operator, value):
    return {'expressionType': 'SIMPLE', 'clause': 'WHERE', 'subject': column, 'operator': operator, 'comparator': value}


def sql_where(expression):
    return {'expressionType': 'SQL', 'clause': 'WHERE', 'sqlExpression': expression}


def step(view, x, metrics, by, filters, **more):
    return view, 'echarts_timeseries_step', dict(
        x_axis=x, metrics=[metric(m) for m in metrics], groupby=by, adhoc_filters=filters, time_grain_sqla=None,
        step='end', seriesType='end', show_legend=True, legendType='plain', row_limit=10000, rich_tooltip=True, **more)


def bar(view, x, metrics, by, filters, **more):
    return view, 'echarts_timeseries_bar', dict(
        x_axis=x, metrics=[metric(m) for m in metrics], groupby=by, adhoc_filters=filters, time_grain_sqla=None,
        show_legend=len(metrics) > 1, legendType='plain', row_limit=10000, rich_tooltip=True, **more)


# name: (view, kind of chart, parameters), SQL of what the record says that its numbers add up to at a MONTH, the months to look at (none: all
# rows).  Every number of a chart must be known in one of them, or it could be wrong unseen.
CHARTS = {
    'Accelerators in service': (
        step('fleet_monthly', 'month', ['accelerators'], ['cluster', 'accelerator'], [where('organization', '==', 'xAI')],
             y_axis_title='accelerators', y_axis_title_margin=50),
        "SELECT sum(f.accelerators) FROM fleet_at(MONTH) f WHERE f.organization = 'xAI'", ['2025-03-01']),
    'Dense bf16 peak': (
        step('capacity_monthly', 'month', ['bf16_eflops'], ['cluster'], [where('organization', '==', 'xAI')],
             y_axis_title='EFLOP/s (1e18)', y_axis_title_margin=50),
        "SELECT sum(c.bf16_flops) / 1e18 FROM cluster_capacity_at(MONTH) c WHERE c.organization = 'xAI'", ['2025-03-01']),
    'Demand and supply of Colossus 1': (
        step('power_monthly', 'month', ['demand_low_mw', 'demand_best_mw', 'demand_high_mw', 'grid_mw', 'onsite_mw', 'onsite_alleged_mw'], [],
             [where('site', '==', 'Colossus 1')], y_axis_title='MW', y_axis_title_margin=50),
        "SELECT max(demand_mw) FILTER (WHERE demand_method LIKE 'computed%') + min(demand_mw) + max(demand_mw) + min(grid_mw) + min(onsite_mw) FROM power_balance_at(MONTH) WHERE site = 'Colossus 1'", ['2025-03-01', '2025-10-01']),
    'NOx that turbines may emit, Colossus 1': (
        step('turbine_potential', 'month', ['uncontrolled_tons', 'lean_premix_tons', 'ppm2_tons', 'permit_limit_tons'], [],
             [where('site', '==', 'Colossus 1'), where('pollutant', '==', 'NOx')], logAxis=True, y_axis_title='short tons a year', y_axis_title_margin=50),
        "SELECT sum(t) FROM (SELECT DISTINCT scenario, tons_per_year AS t FROM turbine_emissions_at(MONTH)"
        # a potential is by controls that could be there, not by those that an operation tells
        " WHERE site = 'Colossus 1' AND pollutant = 'NOx' AND scenario <> 'as operated') s", ['2025-05-01', '2025-10-01']),
    'Turbines without permit': (
        step('permit_monthly', 'month', ['without_permit'], ['site'], [sql_where('without_permit IS NOT NULL')], y_axis_title='turbines', y_axis_title_margin=50),
        "SELECT sum(units_without_permit) FROM permit_status_at(MONTH)", ['2026-02-01']),
    'Ranking on 2025-03-01': (
        bar('ranking_monthly', 'cluster', ['value'], [], [where('metric', '==', 'h100_equivalents'), where('data_set', '==', 'epoch_data_centers'),
            where('rank', '<=', 10), sql_where("month = '2025-03-01'")], orientation='horizontal', y_axis_title='H100 equivalents', y_axis_title_margin=30, x_axis_sort='value', x_axis_sort_asc=True),
        "SELECT sum(value) FROM cluster_ranking('2025-03-01') WHERE rank <= 10", []),
    'Training runs, energy over compute': (
        ('training_run_chart', 'bubble_v2', dict(
            entity='run', x=metric('zflop_best'), y=metric('it_mwh'), size=metric('tokens_t'),
            adhoc_filters=[sql_where('it_mwh > 0 AND NOT known_bad')], logXAxis=True, logYAxis=True, row_limit=1000, show_legend=False,
            max_bubble_size='25', xAxisLabel='ZFLOP (1e21)', yAxisLabel='IT MWh', x_axis_title_margin=30, y_axis_title_margin=50,
            tooltipSizeFormat='SMART_NUMBER', xAxisFormat='SMART_NUMBER', yAxisFormat='SMART_NUMBER', opacity=0.6)),
        "SELECT sum(it_mwh) + sum(flop) / 1e21 + sum(tokens) / 1e12 FROM training_run_summary WHERE it_mwh > 0 AND known_bad IS NULL", []),
    'Statements by verdict': (
        ('claim_check', 'pie', dict(groupby=['verdict'], metric={'expressionType': 'SQL', 'sqlExpression': 'COUNT(*)', 'label': 'statements', 'optionName': 'metric_count'},
                                    adhoc_filters=[], row_limit=100, show_legend=False, label_type='key_value', show_labels=True, donut=True)),
        'SELECT count(*) FROM claim', []),
    'Emissions of Colossus 1': (
        bar('emission_yearly', 'year', ['scope1_t_low', 'scope2_location_t_low', 'scope2_market_t_low'], [], [where('site', '==', 'Colossus 1')],
            xAxisForceCategorical=True, x_axis_sort='year', x_axis_sort_asc=True, y_axis_title='t CO2e', y_axis_title_margin=50),
        # of each scope the lower end of the smallest scenario of each year, whichever it is: of a part of the supply nobody knows
        "SELECT sum(low) / 1000 FROM (SELECT DISTINCT ON (year, scope) sum(coalesce(co2e_kg_low, co2e_kg)) AS low FROM emission_ledger() WHERE site = 'Colossus 1' AND scope ~ '^[12]' AND (co2e_kg IS NOT NULL OR kg IS NULL)"
        " GROUP BY year, scope, scenario HAVING bool_and(co2e_kg IS NOT NULL) ORDER BY year, scope, low) l", []),
    'Money raised by xAI': (
        bar('funding_round_chart', 'round', ['amount_bn_usd'], [], [where('organization', '==', 'xAI')], orientation='horizontal', y_axis_title='billion USD', y_axis_title_margin=30,
            x_axis_sort='amount_bn_usd', x_axis_sort_asc=True),
        "SELECT sum(amount_usd) / 1e9 FROM funding_round WHERE preferred AND organization = 'xAI' AND kind NOT IN ('merger', 'acquisition')", []),
}


def connect():
    connection = psycopg2.connect(options='-c search_path=public,colossus -c timezone=UTC')
    connection.autocommit = True
    return connection.cursor()


def dump(path, value):
    import yaml
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=200))


def slug(name):
    return re.sub(r'\W+', '_', name)


def write():
    for old in FOLDER.rglob('*.yaml'):
        old.unlink()
    cursor = connect()
    dump(FOLDER / 'metadata.yaml', {'version': '1.0.0', 'type': 'Dashboard', 'timestamp': '2026-01-01T00:00:00+00:00'})
    dump(FOLDER / 'databases/colossus.yaml', {'database_name': 'colossus', 'sqlalchemy_uri': URI, 'expose_in_sqllab': True, 'extra': {},
                                              'uuid': name_uuid('database'), 'version': '1.0.0'})
    for view in sorted({spec[0] for spec, _, _ in CHARTS.values()}):
        cursor.execute("SELECT obj_description(%s::regclass, 'pg_class')", ('colossus.' + view,))
        about = cursor.fetchone()[0]
        cursor.execute("SELECT attname, format_type(atttypid, NULL), col_description(attrelid, attnum) FROM pg_attribute"
                       " WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum", ('colossus.' + view,))
        columns, metrics = [], []
        for name, kind, comment in cursor.fetchall():
            columns.append({'column_name': name, 'verbose_name': None, 'is_dttm': kind == 'date', 'is_active': True, 'type': kind.upper(),
                            'groupby': kind in ('text', 'boolean', 'date', 'integer'), 'filterable': True, 'expression': None, 'description': comment})
            word = comment.split(',')[0]
            if word == 'adds':
                metrics.append({'metric_name': 'sum_' + name, 'metric_type': None, 'expression': f'SUM({name})', 'description': comment})
            elif word == 'level':
                # adds over keys at one date: several dates have no sum, and a single number is that of the present month
                metrics.append({'metric_name': 'sum_' + name, 'metric_type': None,
                                'expression': f'CASE WHEN MIN(month) = MAX(month) THEN SUM({name}) END', 'description': comment + '. NULL over several months'})
                metrics.append({'metric_name': 'now_' + name, 'metric_type': None,
                                'expression': f"SUM({name}) FILTER (WHERE month = DATE_TRUNC('month', CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::date)",
                                'description': comment + '. Of the present month alone'})
        if view == 'training_run_chart':
            metrics.append({'metric_name': 'mfu', 'metric_type': None, 'expression': 'SUM(mfu_zflop) / NULLIF(SUM(peak_zflop), 0)',
                            'description': 'ratio of sums, never a mean of ratios'})
        time = next((c['column_name'] for c in columns if c['column_name'] in ('month', 'year_start', 'started_on', 'announced_on')), None)
        dump(FOLDER / f'datasets/colossus/{view}.yaml', {
            'table_name': view, 'main_dttm_col': time, 'description': f'{about} {ATTRIBUTION}', 'schema': 'colossus', 'sql': None, 'params': None,
            'filter_select_enabled': True, 'uuid': name_uuid('dataset', view), 'metrics': metrics, 'columns': columns, 'version': '1.0.0',
            'database_uuid': name_uuid('database')})
    position = {'DASHBOARD_VERSION_KEY': 'v2', 'ROOT_ID': {'type': 'ROOT', 'id': 'ROOT_ID', 'children': ['GRID_ID']},
                'GRID_ID': {'type': 'GRID', 'id': 'GRID_ID', 'children': [], 'parents': ['ROOT_ID']},
                'HEADER_ID': {'id': 'HEADER_ID', 'type': 'HEADER', 'meta': {'text': 'Colossus'}}}

    def row(number, children):
        key = f'ROW-{number}'
        position['GRID_ID']['children'].append(key)
        position[key] = {'type': 'ROW', 'id': key, 'children': children, 'parents': ['ROOT_ID', 'GRID_ID'], 'meta': {'background': 'BACKGROUND_TRANSPARENT'}}
        return key

    def text(key, parents, width, height, code):
        position[key] = {'type': 'MARKDOWN', 'id': key, 'children': [], 'parents': parents, 'meta': {'width': width, 'height': height, 'code': code}}

    # two charts a row, each over a line that says whose data it draws: a description is seen by nobody
    names = list(CHARTS)
    for number in range(0, len(names), 2):
        key = row(number, [])
        for name in names[number:number + 2]:
            column, chart, source = (f'{kind}-{slug(name)}' for kind in ('COLUMN', 'CHART', 'MARKDOWN'))
            position[key]['children'].append(column)
            parents = ['ROOT_ID', 'GRID_ID', key]
            position[column] = {'type': 'COLUMN', 'id': column, 'children': [chart, source], 'parents': parents, 'meta': {'width': 6, 'background': 'BACKGROUND_TRANSPARENT'}}
            position[chart] = {'type': 'CHART', 'id': chart, 'children': [], 'parents': parents + [column],
                               'meta': {'chartId': names.index(name) + 1, 'width': 6, 'height': 50, 'sliceName': name, 'uuid': name_uuid('chart', name)}}
            text(source, parents + [column], 6, 9, f'View `{CHARTS[name][0][0]}`. {NOTES.get(name, "")}{ATTRIBUTION}')
    key = row(len(names), ['MARKDOWN-source'])
    text('MARKDOWN-source', ['ROOT_ID', 'GRID_ID', key], 12, 7, 'Units and sources: descriptions of the datasets and of their columns.')
    for name, (spec, _, _) in CHARTS.items():
        view, kind, parameters = spec
        dump(FOLDER / f'charts/{slug(name)}.yaml', {
            'slice_name': name, 'description': f'View `{view}`. {ATTRIBUTION}', 'certified_by': None, 'certification_details': None, 'viz_type': kind,
            'params': {'viz_type': kind, 'color_scheme': COLOURS, **parameters}, 'query_context': None, 'cache_timeout': None, 'uuid': name_uuid('chart', name), 'version': '1.0.0',
            'dataset_uuid': name_uuid('dataset', view)})
    dump(FOLDER / 'dashboards/Colossus.yaml', {
        'dashboard_title': 'Colossus', 'description': ATTRIBUTION, 'css': '', 'slug': 'colossus', 'certified_by': None, 'certification_details': None,
        'published': True, 'uuid': name_uuid('dashboard'), 'position': position, 'metadata': {'color_scheme': COLOURS}, 'version': '1.0.0'})


def session():
    import requests
    site = requests.Session()
    answer = site.post(os.environ['SUPERSET_URL'] + '/api/v1/security/login', json=dict(username='admin', password='admin', provider='db', refresh=True))
    answer.raise_for_status()
    site.headers['Authorization'] = 'Bearer ' + answer.json()['access_token']
    return site


def load():
    uri = 'postgresql+psycopg2://{PGUSER}@/{PGDATABASE}?host={PGHOST}&port={PGPORT}'.format(**os.environ)
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, 'w') as archive:
        for path in sorted(FOLDER.rglob('*.yaml')):
            archive.writestr('export/' + str(path.relative_to(FOLDER)), path.read_text().replace(URI, uri))
    memory.seek(0)
    answer = session().post(os.environ['SUPERSET_URL'] + '/api/v1/dashboard/import/', files={'formData': ('export.zip', memory, 'application/zip')},
                            data={'passwords': '{}', 'overwrite': 'true'})
    if answer.status_code != 200:
        sys.exit(f'superset.py: import failed: {answer.status_code} {answer.text[:2000]}')


def number(value):
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0


def recorded(cursor, sql, months):
    """what the record says, at all of the months together"""
    total = 0
    for month in months or [None]:
        cursor.execute(sql.replace('MONTH', f"'{month}'"))
        total += float(cursor.fetchone()[0])
    return total


def asks(spec, months):
    """the statement that a chart makes of its view, added up over its series and months"""
    view, _, parameters = spec
    metrics = [m for m in parameters.get('metrics', [parameters.get(k) for k in ('x', 'y', 'size', 'metric')]) if m]
    total = ' + '.join(f"coalesce({m['sqlExpression'] if m['expressionType'] == 'SQL' else m['aggregate'] + '(' + m['column']['column_name'] + ')'}, 0)" for m in metrics)
    filters = [f['sqlExpression'] if f['expressionType'] == 'SQL' else f"{f['subject']} {f['operator'].replace('==', '=')} " + (f"'{f['comparator']}'" if isinstance(f['comparator'], str) else str(f['comparator']))
               for f in parameters['adhoc_filters']] + (['month IN (' + ', '.join(f"'{m}'" for m in months) + ')'] if months else [])
    return f'SELECT {total} FROM {view}' + (' WHERE ' + ' AND '.join(filters) if filters else '')


def check():
    cursor = connect()
    failed = 0
    for name, (spec, sql, months) in CHARTS.items():
        cursor.execute(asks(spec, months))
        drawn, want = float(cursor.fetchone()[0]), recorded(cursor, sql, months)
        if not want or abs(drawn - want) > 1e-9 * abs(want):
            print(f'not ok - {name}: the view adds up to {drawn!r}, the record to {want!r}')
            failed += 1
    # a dataset tells what its view's comments say by now
    for path in sorted((FOLDER / 'datasets' / 'colossus').glob('*.yaml')):
        cursor.execute("SELECT attname, col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum", ('colossus.' + path.stem,))
        text = re.sub(r'\s+', ' ', path.read_text())
        for column, comment in cursor.fetchall():
            if f'column_name: {column} ' not in text:
                print(f'not ok - {path.name}: no column {column}; dev/superset.py write')
                failed += 1
    print(f'{len(CHARTS)} charts, {failed} failed')
    sys.exit(1 if failed else 0)


def browser(playwright):
    return playwright.chromium.launch(executable_path='/usr/bin/chromium', args=[
        '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'])


def signed_in(browser, width, height, scheme='light'):
    """a page of Superset, which takes the browser's light or dark scheme"""
    page = browser.new_context(viewport={'width': width, 'height': height}, color_scheme=scheme).new_page()
    page.goto(os.environ['SUPERSET_URL'] + '/login/')
    page.fill('#username', 'admin')
    page.fill('#password', 'admin')
    page.keyboard.press('Enter')
    page.wait_for_url(lambda url: '/login' not in url, timeout=60000)
    return page


def trouble(text):
    """what Superset writes where a chart should be"""
    return next((word for word in ('Data error', 'No results', 'Unexpected error', 'error occurred') if word.lower() in text.lower()), None)


def test():
    from playwright.sync_api import sync_playwright
    base, out = os.environ['SUPERSET_URL'], Path(os.environ['SUPERSET_OUT'])
    out.mkdir(parents=True, exist_ok=True)
    listed = session().get(base + '/api/v1/chart/?q=(page_size:100)').json()['result']
    ids = {c['slice_name']: c['id'] for c in listed}
    cursor = connect()
    failed = 0
    with sync_playwright() as p:
        page = signed_in(browser(p), 1000, 560)
        given = []
        page.on('response', lambda answer: given.append(answer) if '/api/v1/chart/data' in answer.url else None)
        for name, (spec, sql, months) in CHARTS.items():
            given.clear()
            page.goto(f'{base}/explore/?slice_id={ids[name]}&standalone=1', wait_until='domcontentloaded')
            problem = None
            try:
                page.wait_for_selector('canvas, table', timeout=60000)
                page.wait_for_timeout(2500)
            except Exception:
                problem = 'no picture'
            page.screenshot(path=str(out / f'{slug(name)}.png'))
            problem = trouble(page.inner_text('body')) or problem
            rows = [r for a in given if a.status == 200 for r in a.json()['result'][0]['data']]
            if months:
                times = {stamp(m) for m in months}
                rows = [r for r in rows if any(v in times or str(v)[:10] in months for v in r.values())]
                total = sum(number(v) for r in rows for v in r.values() if v not in times)
            else:
                total = sum(number(v) for r in rows for k, v in r.items() if not k.endswith('__contribution') and k != 'year')
            want = recorded(cursor, sql, months)
            if not problem and abs(total - want) > 1e-9 * abs(want):
                problem = f'the chart adds up to {total!r}, the record to {want!r}'
            print(('not ok' if problem else 'ok') + f' - {name}' + (f': {problem}' if problem else f': {total:g}'), flush=True)
            failed += problem is not None
    sys.exit(1 if failed else 0)


def keep(name, png):
    """a screenshot with as many colours as its lines and letters need; an octree leaves each line
    its own, where a median cut takes two that are alike for one"""
    from PIL import Image
    picture = Image.open(io.BytesIO(png)).convert('RGB').quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    picture.save(PICTURES / f'{name}.png', optimize=True)


def pictures():
    from playwright.sync_api import sync_playwright
    failed = 0
    for old in PICTURES.glob('*.png'):
        old.unlink()
    with sync_playwright() as p:
        chromium = browser(p)
        for scheme in 'light', 'dark':
            page = signed_in(chromium, 1500, 3200, scheme)
            page.goto(os.environ['SUPERSET_URL'] + '/superset/dashboard/colossus/?standalone=1', wait_until='domcontentloaded')
            for name in CHARTS:
                chart = page.locator('.grid-column', has=page.locator(f'[data-test-chart-name="{name}"]'))
                chart.locator('canvas').first.wait_for(timeout=60000)
                page.wait_for_timeout(1500)    # lines are drawn from left to right
                problem = trouble(chart.inner_text()) or (None if ATTRIBUTION in chart.inner_text() else 'does not say whose data it draws')
                print(('not ok' if problem else 'ok') + f' - {name}, {scheme}' + (f': {problem}' if problem else ''), flush=True)
                failed += problem is not None
                keep(f'{slug(name)}-{scheme}', chart.screenshot())
            for width in 1200, 390:
                page = chromium.new_context(viewport={'width': width, 'height': 800}, color_scheme=scheme).new_page()
                page.goto(Path(os.environ['REPORT']).as_uri())
                keep(f'report-{width}-{scheme}', page.screenshot(full_page=True))
                if width == 1200:
                    # the first two sections, for the README
                    boxes = [page.locator('section').nth(n).bounding_box() for n in (0, 1)]
                    keep(f'report-{scheme}', page.screenshot(full_page=True, clip={'x': boxes[0]['x'], 'y': boxes[0]['y'], 'width': boxes[0]['width'],
                         'height': boxes[1]['y'] + boxes[1]['height'] - boxes[0]['y']}))
    sys.exit(1 if failed else 0)


def stamp(day):
    from datetime import datetime, timezone
    return int(datetime.fromisoformat(day).replace(tzinfo=timezone.utc).timestamp() * 1000)


if __name__ == '__main__':
    commands = {'write': write, 'check': check, 'import': load, 'test': test, 'pictures': pictures}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]]()
