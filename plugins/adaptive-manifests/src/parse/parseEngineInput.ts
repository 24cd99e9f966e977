import { InputError } from '@backstage/errors';
import type { EngineInput, Finding, ImageInput } from '../model';
import { InputReader, withoutUndefined } from './inputReader';
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

function readSecrets(
  reader: InputReader,
  value: unknown,
): EngineInput['secrets'] | undefined {
  const secrets = reader.object(value, 'secrets', [
    'controlPlane',
    'harmony',
    'redis',
  ]);
  if (!secrets) {
    return undefined;
  }
  const controlPlane = reader.text(
    secrets.controlPlane,
    'secrets.controlPlane',
  );
  const harmony = reader.text(secrets.harmony, 'secrets.harmony');
  const redis = reader.optional(secrets.redis, 'secrets.redis', (text, path) =>
    reader.text(text, path),
  );
  return controlPlane && harmony
    ? withoutUndefined({ controlPlane, harmony, redis })
    : undefined;
}

function readAutoscaling(
  reader: InputReader,
  value: unknown,
): EngineInput['autoscaling'] | undefined {
  const autoscaling = reader.object(value, 'autoscaling', [
    'mode',
    'ttftTimeoutThreshold',
    'coolDownSeconds',
  ]);
  if (!autoscaling) {
    return undefined;
  }
  const mode = reader.choice(autoscaling.mode, 'autoscaling.mode', [
    'platform',
    'off',
  ]);
  const number = (field: string) =>
    reader.optional(autoscaling[field], `autoscaling.${field}`, (n, path) =>
      reader.number(n, path),
    );
  const ttftTimeoutThreshold = number('ttftTimeoutThreshold');
  const coolDownSeconds = number('coolDownSeconds');
  return (
    mode && withoutUndefined({ mode, ttftTimeoutThreshold, coolDownSeconds })
  );
}

function readMlflow(
  reader: InputReader,
  value: unknown,
): EngineInput['mlflow'] | undefined {
  const mlflow = reader.object(value, 'mlflow', ['mode', 'url']);
  const mode =
    mlflow &&
    reader.choice(mlflow.mode, 'mlflow.mode', ['internal', 'external', 'off']);
  if (!mlflow || !mode) {
    return undefined;
  }
  if (mode === 'external') {
    const url = reader.text(mlflow.url, 'mlflow.url');
    return url === undefined ? undefined : { mode, url };
  }
  if (mlflow.url !== undefined && mlflow.url !== null && mlflow.url !== '') {
    reader.report(
      'unknown-field',
      'mlflow.url',
      `mlflow.url has no meaning when mlflow.mode is ${mode}`,
      'Leave it out, or set mlflow.mode to external',
    );
  }
  return { mode };
}

function readInput(
  reader: InputReader,
  value: unknown,
): EngineInput | undefined {
  const input = reader.object(value, '', INPUT_FIELDS);
  if (!input) {
    return undefined;
  }
  const text = (field: string) => reader.text(input[field], field);
  const read = {
    name: text('name'),
    owner: text('owner'),
    cluster: text('cluster'),
    namespace: text('namespace'),
    chartVersion: text('chartVersion'),
    containerRegistry: text('containerRegistry'),
    images: readImages(reader, input.images),
    rootUrl: text('rootUrl'),
    secrets: readSecrets(reader, input.secrets),
    pools: readPools(reader, input.pools),
    autoscaling: readAutoscaling(reader, input.autoscaling),
    mlflow: readMlflow(reader, input.mlflow),
  };
  const description =
    input.description === ''
      ? undefined
      : reader.optional(input.description, 'description', (d, path) =>
          reader.text(d, path),
        );
  return reader.findings.length === 0
    ? withoutUndefined({ ...(read as EngineInput), description })
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
