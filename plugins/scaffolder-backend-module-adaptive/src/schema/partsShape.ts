import type { z as zod } from 'zod/v3';
import {
  disruptionBudgetSchema,
  placementShape,
  resourcesSchema,
  storageSchema,
  textMapSchema,
} from './parts';

type Zod = typeof zod;

function authSchema(z: Zod) {
  return z
    .object({
      admins: z
        .array(z.string())
        .nullish()
        .describe('E-mail addresses of people who become administrators'),
      defaultRole: z
        .enum(['admin', 'read-only', 'inference', 'annotator'])
        .nullish()
        .describe("Role of everybody else; the chart's default is admin"),
      defaultTeam: z
        .string()
        .nullish()
        .describe("Team of everybody; the chart's default is default"),
      sessionSeconds: z
        .number()
        .nullish()
        .describe('How long a session lasts; default 518400, 6 days'),
      secureCookies: z
        .boolean()
        .nullish()
        .describe('Whether session cookies need https; default true'),
    })
    .passthrough()
    .describe('Who may do what after signing in');
}

function clickhouseSchema(z: Zod) {
  return z
    .object({
      mode: z
        .enum(['internal', 'external'])
        .describe(
          'internal: installed by the chart; external: one that is there',
        ),
      secret: z
        .string()
        .describe('Name of the Secret with address, user, password, database'),
      resources: resourcesSchema(z, 'internal: CPU and memory').nullish(),
      storage: storageSchema(z, 'internal: volume, default 10Gi').nullish(),
    })
    .passthrough()
    .describe('ClickHouse, charts from 0.43.1; off when absent');
}

function otelCollectorSchema(z: Zod) {
  const exporters = (signal: string) =>
    z
      .array(z.string())
      .nullish()
      .describe(`Names of the exporters of ${signal}`);
  return z
    .object({
      enabled: z.boolean().nullish().describe('Default true'),
      exporters: z
        .record(z.unknown())
        .nullish()
        .describe(
          "Exporters by name, with the collector's own settings and no credentials",
        ),
      signals: z
        .object({
          traces: exporters('traces'),
          metrics: exporters('metrics'),
          logs: exporters('logs'),
        })
        .passthrough()
        .nullish()
        .describe('Exporters of each signal'),
      environmentName: z
        .string()
        .nullish()
        .describe("deployment.environment.name; default the engine's name"),
      resourceAttributes: textMapSchema(
        z,
        'Added to all that passes through',
      ).nullish(),
      replicas: z.number().nullish().describe('Pods; default 2'),
      resources: resourcesSchema(z, 'CPU and memory').nullish(),
      disruptionBudget: disruptionBudgetSchema(z, '').nullish(),
    })
    .passthrough()
    .describe('OpenTelemetry collector of charts from 0.33.0');
}

/** Parts of an engine that the chart installs, and who may use them. */
export function partsShape(z: Zod) {
  return {
    auth: authSchema(z).nullish(),
    controlPlane: z
      .object({
        ...placementShape(z),
        replicas: z.number().nullish().describe('Pods; default 1'),
        resources: resourcesSchema(
          z,
          'CPU and memory, charts from 0.26.0',
        ).nullish(),
        disruptionBudget: disruptionBudgetSchema(
          z,
          ', charts from 0.27.0',
        ).nullish(),
      })
      .passthrough()
      .nullish()
      .describe('The control plane'),
    harmony: z
      .object({
        extraEnv: textMapSchema(
          z,
          'Environment variables of all harmony pods; never secrets',
        ).nullish(),
        disruptionBudget: disruptionBudgetSchema(
          z,
          ', of each pool, charts from 0.29.0',
        ).nullish(),
      })
      .passthrough()
      .nullish()
      .describe('All harmony pods, those of the pools included'),
    clickhouse: clickhouseSchema(z).nullish(),
    otelCollector: otelCollectorSchema(z).nullish(),
  };
}
