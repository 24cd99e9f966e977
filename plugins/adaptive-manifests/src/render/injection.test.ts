import { parser } from '@prometheus-io/lezer-promql';
import type { JsonObject, JsonValue } from '@backstage/types';
import { parse } from 'yaml';
import { chartScenarios } from '../__testUtils__/chartScenarios';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { extractEngine } from '../extract';
import { mergeEngineFiles } from '../merge';
import type { EngineInput, RenderedFile, RenderTarget } from '../model';
import { checkEngineInput } from '../parse';
import { isObject } from '../predict/valuesView';
import { validateEngine } from '../validate';
import { poolQueries } from './promql';
import { renderEngine } from './renderEngine';

const FOLDER = 'engines/eu-1/team-chat/chat';

/** Every text of an input, with its path. */
function texts(value: JsonValue | undefined, path: string[] = []): string[][] {
  if (typeof value === 'string') return [path];
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) => texts(entry, [...path, `${index}`]));
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([key, entry]) =>
        texts(entry, [...path, key]),
      )
    : [];
}

function withText(
  value: JsonValue | undefined,
  [key, ...rest]: string[],
  text: string,
): JsonValue {
  if (key === undefined) return text;
  if (Array.isArray(value)) {
    return value.map((entry, index) =>
      `${index}` === key ? withText(entry, rest, text) : entry,
    );
  }
  const object = isObject(value) ? value : {};
  return { ...object, [key]: withText(object[key], rest, text) };
}

const asJson = (input: EngineInput): JsonObject =>
  JSON.parse(JSON.stringify(input));

describe.each(['{{ .Values.secrets }}', '${{ secrets.token }}', '!!js/x "y"'])(
  '%s in any text of an engine',
  evil => {
    const [, { input }] = chartScenarios('0.48.2');
    const environments = [{ name: 'dev', cluster: 'eu-1' }];
    const target: RenderTarget = {
      ...exampleTarget,
      gitops: {
        tool: 'applicationSet',
        clusters: {
          'eu-1': {
            destination: exampleTarget.argocd.destination,
            autoscaling: exampleTarget.autoscaling,
          },
        },
      },
    };

    it('starts from an engine without errors', () => {
      expect(
        validateEngine({ ...input, environments }, target).filter(
          ({ severity }) => severity === 'error',
        ),
      ).toEqual([]);
    });

    it.each(texts(asJson(input)).map(path => path.join('/')))(
      'is refused or stays text: %s',
      at => {
        const path = at.split('/');
        const changed = withText(
          asJson({ ...input, environments }),
          path,
          evil,
        );
        const { input: engine } = checkEngineInput(changed);
        const refused =
          !engine ||
          validateEngine(engine, target).some(
            ({ severity }) => severity === 'error',
          );
        const files = engine && !refused ? renderEngine(engine, target) : [];
        // A refused engine has no files that could carry it.
        const read = files.length > 0 ? asJson(extractEngine(files)) : changed;
        expect(texts(read)).toContainEqual(path);
        expect(withText(read, path, evil)).toEqual(read);
        const set = files.filter(({ path: file }) =>
          file.startsWith('applications/'),
        );
        expect(JSON.stringify(set)).not.toContain(evil);
      },
    );
  },
);

describe('a provider of sign-in', () => {
  const name = '{{ .dbPassword }} {{{x}}}';
  const remote = (key: string) => ({ key: `chat/${key}` });
  const input: EngineInput = {
    ...exampleEngine,
    secrets: {
      ...exampleEngine.secrets,
      mode: 'externalSecrets',
      store: { name: 'aws', kind: 'ClusterSecretStore' },
      remoteKeys: {
        controlPlane: {
          dbUsername: remote('u'),
          dbPassword: remote('p'),
          dbHost: remote('h'),
          dbName: remote('n'),
          cookiesSecret: remote('c'),
        },
        harmony: {
          modelRegistryUrl: remote('m'),
          sharedDirectoryUrl: remote('s'),
        },
      },
    },
    oidc: [
      {
        name,
        key: 'idp',
        issuerUrl: 'https://idp.example.com',
        clientId: name,
        clientSecret: remote('oidc'),
        scopes: [name],
      },
    ],
  };

  it('reads no other Secret through the template of its ExternalSecret', () => {
    const files = renderEngine(input, exampleTarget);
    const manifest = files.find(({ path }) =>
      path.endsWith('externalsecret-chat-control-plane.yaml'),
    );
    const { oidcProviders } = parse(manifest?.content ?? '').spec.target
      .template.data;
    expect(oidcProviders.match(/\{\{.*?\}\}/g)).toEqual([
      '{{ .oidc_idp | toJson }}',
    ]);
    expect(extractEngine(files).oidc).toEqual(input.oidc);
  });
});

describe('PromQL', () => {
  /** Kinds of the nodes of a query, from first to last. */
  function shape(query: string): string[] {
    const kinds: string[] = [];
    parser.parse(query).iterate({
      enter: node => {
        kinds.push(node.name);
      },
    });
    return kinds;
  }

  const queriesOf = (text: string) =>
    poolQueries({
      namespace: text,
      pool: text,
      poolKey: text,
      poolLabel: 'inference_pool',
      clusterLabel: { name: 'cluster', value: text },
      window: '5m',
    });

  it.each(['x"} or vector(1) #', 'a\\', '\\"}', 'a\nb', "'`", '{{x}}'])(
    'has the name %j as text, whatever is in it',
    evil => {
      for (const kind of ['ttft', 'load'] as const) {
        expect(shape(queriesOf(evil)[kind])).toEqual(
          shape(queriesOf('plain')[kind]),
        );
      }
    },
  );
});

describe('files from git', () => {
  const files = renderEngine(exampleEngine, exampleTarget);
  const withValues = (add: string): RenderedFile[] =>
    files.map(({ path, content }) => ({
      path,
      content: path === `${FOLDER}/values.yaml` ? `${content}${add}` : content,
    }));
  const level = (name: string, below: string) =>
    `${name}: &${name} [${Array(10).fill(`*${below}`).join(', ')}]\n`;
  const bomb = [
    'a0: &a0 [x, x]\n',
    ...Array.from({ length: 9 }, (_, at) => level(`a${at + 1}`, `a${at}`)),
  ].join('');

  it('with aliases that unfold without end are refused with their path', () => {
    const message = `${FOLDER}/values.yaml is no YAML of ours`;
    const current = withValues(bomb);
    expect(() => extractEngine(current)).toThrow(message);
    const next = renderEngine(
      { ...exampleEngine, rootUrl: 'https://x.example.com' },
      exampleTarget,
    );
    expect(() => mergeEngineFiles({ previous: files, next, current })).toThrow(
      message,
    );
  });

  it('with tags run nothing', () => {
    const tagged = 'evil: !!js/function "function () { throw 1 }"\n';
    expect(extractEngine(withValues(tagged))).toEqual(exampleEngine);
  });

  it('of 10 MB are refused with their path', () => {
    expect(() => extractEngine(withValues('#'.repeat(10_000_000)))).toThrow(
      `${FOLDER}/values.yaml has 1000`,
    );
  });
});

describe('input of 10 MB', () => {
  const long = 'x'.repeat(10_000_000);
  const keys = Object.fromEntries(
    Array.from({ length: 500_000 }, (_, at) => [`key-number-${at}`, at]),
  );
  const nest = (depth: number): JsonObject =>
    depth === 0 ? {} : { a: nest(depth - 1) };
  const shared = (depth: number): unknown => {
    let tree: unknown = 'x';
    for (let at = 0; at < depth; at++) tree = Array(10).fill(tree);
    return { tree };
  };

  it.each<[string, object, string]>([
    ['a text', { description: long }, 'description has 10000000 characters'],
    ['a list', { pools: Array(1_000_000).fill({}) }, 'pools has 1000000'],
    ['unknown fields', keys, '"key-number-0" is not a field'],
    ['keys of a map', { harmony: { extraEnv: keys } }, 'has 500000 keys'],
    ['a value', { extraValues: { a: long } }, 'extraValues has 10000008'],
    ['a deep value', { extraValues: nest(500) }, 'extraValues is no tree'],
    ['aliases', { extraValues: shared(15) }, 'extraValues is no tree'],
    [
      'a cookie',
      { secrets: { ...exampleEngine.secrets, x: long } },
      'secrets.x',
    ],
  ])('in %s gives a short error', (_, part, sentence) => {
    const { findings } = checkEngineInput({ ...exampleEngine, ...part });
    expect(findings[0].sentence).toContain(sentence);
    expect(JSON.stringify(findings).length).toBeLessThan(100_000);
  });
});
