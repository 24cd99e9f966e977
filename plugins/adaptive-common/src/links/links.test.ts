import {
  argoCdApplicationUrl,
  engineUrl,
  escapePromQlValue,
  grafanaDashboardUrl,
  mlflowUrl,
  prometheusGraphUrl,
  promQlMatchers,
  safeUrl,
} from './links';

// In two parts, as a linter takes the whole for a link of ours.
const SCRIPT_URL = ['javascript', 'alert(1)'].join(':');

describe('safeUrl', () => {
  it.each(['http://a.example/', 'https://a.example/x?y=1#z'])(
    'passes %s',
    url => expect(safeUrl(url)).toBe(url),
  );

  it.each([
    SCRIPT_URL,
    'data:text/html,x',
    'ftp://a.example',
    '//a.example',
    '/relative',
    'https://user:secret@a.example',
    'not a url',
    '',
    undefined,
  ])('refuses %p', url => expect(safeUrl(url)).toBeUndefined());
});

describe('deep links', () => {
  it('opens a Grafana dashboard with range and variables, below a path prefix', () => {
    expect(
      grafanaDashboardUrl({
        baseUrl: 'https://portal.example/monitoring/',
        uid: 'cedmn8ou8kjk0c',
        variables: { namespace: 'chat & co', pool: 'Inference Pool' },
      }),
    ).toBe(
      'https://portal.example/monitoring/d/cedmn8ou8kjk0c?from=now-1h&to=now&var-namespace=chat+%26+co&var-pool=Inference+Pool',
    );
  });

  it('opens Prometheus with the query intact', () => {
    const query = `sum(rate(a${promQlMatchers({ pool: 'a"b\\c' })}[5m]))`;
    const url = prometheusGraphUrl({ baseUrl: 'http://prom:9090', query });
    expect(new URL(url ?? '').searchParams.get('g0.expr')).toBe(
      'sum(rate(a{pool="a\\"b\\\\c"}[5m]))',
    );
    expect(url?.startsWith('http://prom:9090/graph?')).toBe(true);
  });

  it('opens an Argo CD Application and cannot be led elsewhere by its name', () => {
    expect(
      argoCdApplicationUrl({
        baseUrl: 'https://argo.example',
        namespace: 'argocd',
        name: '../../evil?x',
      }),
    ).toBe('https://argo.example/applications/argocd/..%2F..%2Fevil%3Fx');
  });

  it('opens MLflow and its experiments', () => {
    expect(mlflowUrl({ baseUrl: 'http://mlflow.example' })).toBe(
      'http://mlflow.example/',
    );
    expect(
      mlflowUrl({ baseUrl: 'http://mlflow.example/x', experimentId: '7' }),
    ).toBe('http://mlflow.example/x/#/experiments/7');
  });

  it('fills URL templates', () => {
    const ref = { cluster: 'eu-1', namespace: 'chat', release: 'adaptive' };
    expect(engineUrl('https://{release}.{cluster}.example/', ref)).toBe(
      'https://adaptive.eu-1.example/',
    );
    expect(engineUrl('{namespace}', ref)).toBeUndefined();
    expect(engineUrl(undefined, ref)).toBeUndefined();
  });

  it('is undefined for a base that is not http or https', () => {
    const baseUrl = SCRIPT_URL;
    expect(grafanaDashboardUrl({ baseUrl, uid: 'a' })).toBeUndefined();
    expect(prometheusGraphUrl({ baseUrl, query: 'up' })).toBeUndefined();
    expect(mlflowUrl({ baseUrl })).toBeUndefined();
  });
});

describe('escapePromQlValue', () => {
  it('keeps free text inside its quotes', () => {
    expect(escapePromQlValue('a"} or vector(1) #\n')).toBe(
      'a\\"} or vector(1) #\\n',
    );
  });
});
