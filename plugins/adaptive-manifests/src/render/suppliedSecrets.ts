import { chartCapabilities } from '../capabilities';
import type { EngineInput } from '../model';
import { engineNames } from '../names';
import { isObject, toText, type ValuesView } from '../predict/valuesView';

/** A Secret that the chart makes of a value, where the value must not be in git. */
export interface SuppliedSecret {
  /** Field of the input that names the Secret of the people. */
  field: string;
  /** The Secret of the people. */
  name: string;
  /** The Secret that the chart makes. */
  chartSecret: string;
  key: string;
  /** Where the chart wants the value. */
  valuesPath: string;
}

/**
 * What must be supplied beside git.
 *
 * Flux writes it from the Secret of the people into the values. Argo CD cannot: there the Secret of the people has the
 * name of the chart's and exists before the first sync, which is told to leave its data alone.
 */
export function suppliedSecrets(input: EngineInput): SuppliedSecret[] {
  const { s3proxy } = chartCapabilities(input.chartVersion);
  const names = engineNames(input.name, input.chartVersion);
  return [
    ...(input.postgres
      ? [
          {
            field: 'postgres.passwordSecret',
            name: input.postgres.passwordSecret,
            chartSecret: names.postgresSecret,
            key: 'password',
            valuesPath: 'installPostgres.password',
          },
        ]
      : []),
    ...(input.s3proxy && s3proxy === 'azure-storage-account'
      ? [
          {
            field: 's3proxy.secret',
            name: input.s3proxy.secret,
            chartSecret: 'adaptive-s3proxy',
            key: 'targetCredential',
            valuesPath: 's3proxy.azure.storageAccount.accessKey',
          },
        ]
      : []),
  ];
}

/** Name of the Secret from which Flux fills a value. */
export function suppliedName(
  helmReleases: readonly ValuesView[],
  valuesPath: string,
): string | undefined {
  const source = helmReleases
    .flatMap(release => release.list('spec.valuesFrom'))
    .filter(isObject)
    .find(({ targetPath }) => targetPath === valuesPath);
  return source && toText(source.name);
}
