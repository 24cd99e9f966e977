import { InputError } from '@backstage/errors';
import type { EngineInput, Finding, ImageInput } from '../model';
import { InputReader, withoutUndefined } from './inputReader';
import { choice, fields, flag, number, text, type Read } from './fields';
import { resources, storage } from './basics';
import { OPTION_FIELDS, readOptions } from './readOptions';
import { readSecrets } from './readSecrets';
import { readPools } from './readPools';

const INPUT_FIELDS = [
  'name',
  'owner',
  'description',
  'cluster',
  'namespace',
  'chartVersion',
  'containerRegistry',
  'images',
  'rootUrl',
  'secrets',
  'pools',
  'autoscaling',
  'mlflow',
  ...OPTION_FIELDS,
];

function readImage(
  reader: InputReader,
  value: unknown,
  path: string,
): ImageInput | undefined {
  const image = reader.object(value, path, ['repository', 'tag']);
  if (!image) {
    return undefined;
  }
  const repository = reader.text(image.repository, `${path}.repository`);
  const tag = reader.text(image.tag, `${path}.tag`);
  return repository && tag ? { repository, tag } : undefined;
}

function readImages(
  reader: InputReader,
  value: unknown,
): EngineInput['images'] | undefined {
  const images = reader.object(value, 'images', [
    'harmony',
    'controlPlane',
    'sandkasten',
  ]);
  if (!images) {
    return undefined;
  }
  const harmony = readImage(reader, images.harmony, 'images.harmony');
  const controlPlane = readImage(
    reader,
    images.controlPlane,
    'images.controlPlane',
  );
  const sandkasten = reader.optional(
    images.sandkasten,
    'images.sandkasten',
    (image, path) => readImage(reader, image, path),
  );
  return harmony && controlPlane
    ? withoutUndefined({ harmony, controlPlane, sandkasten })
    : undefined;
}

const readAutoscaling: Read<EngineInput['autoscaling']> = fields(
  { mode: choice('platform', 'bundled', 'off') },
  {
    ttftTimeoutThreshold: number,
    coolDownSeconds: number,
    externalPrometheusEndpoint: text,
    acknowledgeElasticPools: flag,
  },
);

const MLFLOW_MODES = {
  internal: fields(
    { mode: choice('internal') },
    { workers: number, resources, storage },
  ),
  external: fields({ mode: choice('external'), url: text }, {}),
  off: fields({ mode: choice('off') }, {}),
};

function readMlflow(
  reader: InputReader,
  value: unknown,
): EngineInput['mlflow'] | undefined {
  const all = ['mode', 'url', 'workers', 'resources', 'storage'];
  const mlflow = reader.object(value, 'mlflow', all);
  const mode =
    mlflow &&
    reader.choice(mlflow.mode, 'mlflow.mode', ['internal', 'external', 'off']);
  if (!mlflow || !mode) {
    return undefined;
  }
  const meant = Object.entries(mlflow).filter(
    // Forms send empty text and null for fields of the other modes.
    ([key, field]) => all.includes(key) && field !== null && field !== '',
  );
  if (mode !== 'external' && meant.some(([key]) => key === 'url')) {
    return reader.report(
      'unknown-field',
      'mlflow.url',
      `mlflow.url has no meaning when mlflow.mode is ${mode}`,
      'Leave it out, or set mlflow.mode to external',
    );
  }
  return MLFLOW_MODES[mode](reader, Object.fromEntries(meant), 'mlflow');
}

function readInput(
  reader: InputReader,
  value: unknown,
): EngineInput | undefined {
  const input = reader.object(value, '', INPUT_FIELDS);
  if (!input) {
    return undefined;
  }
  const required = (field: string) => reader.text(input[field], field);
  const read = {
    name: required('name'),
    owner: required('owner'),
    cluster: required('cluster'),
    namespace: required('namespace'),
    chartVersion: required('chartVersion'),
    containerRegistry: required('containerRegistry'),
    images: readImages(reader, input.images),
    rootUrl: required('rootUrl'),
    secrets: readSecrets(reader, input.secrets, 'secrets'),
    pools: readPools(reader, input.pools),
    autoscaling: readAutoscaling(reader, input.autoscaling, 'autoscaling'),
    mlflow: readMlflow(reader, input.mlflow),
  };
  const description =
    input.description === ''
      ? undefined
      : reader.optional(input.description, 'description', (d, path) =>
          reader.text(d, path),
        );
  const options = readOptions(reader, input);
  return reader.findings.length === 0
    ? withoutUndefined({ ...(read as EngineInput), description, ...options })
    : undefined;
}

/**
 * Result of {@link checkEngineInput}.
 *
 * @public
 */
export interface CheckedEngineInput {
  /** The input, when its shape is right. */
  input?: EngineInput;
  /** What is wrong with the shape; empty exactly when there is an `input`. */
  findings: Finding[];
}

/**
 * Checks the shape of untrusted data: types, required and unknown fields, lengths, control characters. Rules
 * about the values are in `validateEngine`.
 *
 * @public
 */
export function checkEngineInput(value: unknown): CheckedEngineInput {
  const reader = new InputReader();
  const input = readInput(reader, value);
  return input
    ? { input, findings: reader.findings }
    : { findings: reader.findings };
}

/**
 * One line per finding: path, sentence, what is accepted.
 *
 * @public
 */
export function formatFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ sentence, remedy }) => `- ${sentence}. ${remedy}.`)
    .join('\n');
}

/**
 * Turns untrusted data into an engine input.
 *
 * @throws InputError with one line per finding, when the shape of the data is wrong
 * @public
 */
export function parseEngineInput(value: unknown): EngineInput {
  const { input, findings } = checkEngineInput(value);
  if (!input) {
    throw new InputError(
      `The engine input has ${findings.length} ${
        findings.length === 1 ? 'fault' : 'faults'
      }:\n${formatFindings(findings)}`,
    );
  }
  return input;
}
