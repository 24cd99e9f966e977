import fc from 'fast-check';
import { chartKey } from '../capabilities';
import type {
  AuthInput,
  ClickHouseInput,
  ControlPlaneInput,
  DisruptionBudgetInput,
  EngineInput,
  HarmonyInput,
  OtelCollectorInput,
  TolerationInput,
} from '../model';

const text = fc.constantFrom(
  'x',
  'true',
  '007',
  '{{ .Values.x }}',
  '# no: comment',
  '" \\ \'',
);

export const storage = fc.record(
  {
    size: fc.constantFrom('10Gi', '1Ti', '512Mi'),
    storageClass: fc.constantFrom('fast', 'on', 'gp3.io1'),
  },
  { requiredKeys: ['size'] },
);

export const resources = fc.record({
  cpu: fc.constantFrom(0.5, 2, 31),
  memory: fc.constantFrom('1Gi', '64Gi'),
});

const env = fc
  .dictionary(fc.constantFrom('A', 'LOG_LEVEL', 'b_2'), text)
  .filter(map => Object.keys(map).length > 0);

const selector = fc.constantFrom<Record<string, string>>(
  { zone: 'a' },
  { 'example.com/pool': 'true', x: '1' },
);

const tolerations = fc.subarray<TolerationInput>(
  [
    { operator: 'Exists' },
    { key: 'gpu', operator: 'Equal', value: 'true' },
    { key: 'example.com/x', operator: 'Exists', effect: 'NoSchedule' },
  ],
  { minLength: 1 },
);

export const placement = {
  nodeSelector: selector,
  tolerations,
  extraEnv: env,
};

/** Without records that say nothing, which are the same as none. */
export function nonEmpty<T extends object>(
  record: fc.Arbitrary<T>,
): fc.Arbitrary<T> {
  return record.filter(value => Object.keys(value).length > 0);
}

const budget: fc.Arbitrary<DisruptionBudgetInput> = fc.constantFrom(
  { minAvailable: 1 },
  { maxUnavailable: 2 },
);

/** A disruption budget, where the chart version has one for a part. */
export function budgetOf(
  part: string,
  version: string,
): { disruptionBudget?: fc.Arbitrary<DisruptionBudgetInput> } {
  return chartKey(`${part}.pdb.enabled`, version).known
    ? { disruptionBudget: budget }
    : {};
}

export function controlPlane({
  chartVersion,
}: EngineInput): fc.Arbitrary<ControlPlaneInput> {
  return nonEmpty(
    fc.record(
      {
        ...placement,
        replicas: fc.constantFrom(1, 3),
        ...(chartKey('controlPlane.resources', chartVersion).known
          ? { resources }
          : {}),
        ...budgetOf('controlPlane', chartVersion),
      },
      { requiredKeys: [] },
    ),
  );
}

export function harmony({
  chartVersion,
}: EngineInput): fc.Arbitrary<HarmonyInput> {
  return nonEmpty(
    fc.record(
      { extraEnv: env, ...budgetOf('harmony', chartVersion) },
      { requiredKeys: [] },
    ),
  );
}

export function auth(): fc.Arbitrary<AuthInput> {
  return nonEmpty(
    fc.record(
      {
        admins: fc.constantFrom<string[][]>([], ['a@example.com', 'b@x.y']),
        defaultRole: fc.constantFrom<NonNullable<AuthInput['defaultRole']>[]>(
          'read-only',
          'annotator',
        ),
        defaultTeam: text,
        sessionSeconds: fc.constantFrom(60, 86400),
        secureCookies: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  );
}

const clickhouse: fc.Arbitrary<ClickHouseInput> = fc.oneof(
  fc.constant({ mode: 'external' as const, secret: 'clickhouse' }),
  fc.record(
    {
      mode: fc.constant('internal' as const),
      secret: fc.constantFrom('clickhouse', 'on'),
      resources,
      storage,
    },
    { requiredKeys: ['mode', 'secret'] },
  ),
);

const rewired: fc.Arbitrary<OtelCollectorInput> = fc.record(
  {
    exporters: fc.constantFrom<NonNullable<OtelCollectorInput['exporters']>[]>(
      { 'otlp/far': { endpoint: 'otel.example.com:4317' } },
      {
        'otlp/far': { tls: { insecure: true }, retries: [1, '007'] },
        debug: { verbosity: 'detailed' },
      },
    ),
    signals: nonEmpty(
      fc.record(
        {
          metrics: fc.constant<string[]>(['otlp/far']),
          traces: fc.constant<string[]>(['otlp/far', 'debug']),
        },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: ['exporters'] },
);

function collector(version: string): fc.Arbitrary<OtelCollectorInput> {
  const plain: fc.Arbitrary<OtelCollectorInput> = fc.record(
    {
      enabled: fc.boolean(),
      environmentName: fc.constantFrom('production', 'on'),
      resourceAttributes: fc.constant({ 'service.namespace': 'a: "b"' }),
      replicas: fc.constantFrom(1, 3),
      resources,
      ...budgetOf('otelCollector', version),
    },
    { requiredKeys: [] },
  );
  return nonEmpty(
    fc
      .tuple(plain, fc.option(rewired, { nil: undefined }))
      .map(([a, b]) => ({ ...a, ...b })),
  );
}

/** Parts that only later charts have. */
export function laterParts(version: string): {
  clickhouse?: fc.Arbitrary<ClickHouseInput>;
  otelCollector?: fc.Arbitrary<OtelCollectorInput>;
} {
  return {
    ...(chartKey('clickhouse.enabled', version).known ? { clickhouse } : {}),
    ...(chartKey('otelCollector.enabled', version).known
      ? { otelCollector: collector(version) }
      : {}),
  };
}
