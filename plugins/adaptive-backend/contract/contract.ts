/*
 * What the product relies on in an API server, tried out on a real one: lists, pages, watches, bookmarks, expired
 * versions, streaming lists, errors, projection, and the product's own watches. Reads only, unless a namespace for
 * writing is given.
 */
import { WATCHED_RESOURCES } from '../src/objects/resources';
import { ContractCluster } from './cluster';
import { checkErrors, checkList, checkMetadataOnly, checkPages } from './lists';
import { checkProduct, checkWrites } from './product';
import { checkFieldSelectors } from './selectors';
import { checkExpired, checkStreamingList, checkWatch } from './watches';

/** Options of {@link runContract}. */
export interface ContractOptions {
  /** File of the kubeconfig; its current context is tested. */
  kubeconfig: string;
  /** The only namespace that the login may read, if it may not read the whole cluster. */
  scope?: string;
  /** An existing namespace in which a Deployment without pods may be created for a moment. */
  namespace?: string;
  log: (line: string) => void;
}

type Check = [title: string, run: () => Promise<string>];

function checksOf(
  cluster: ContractCluster,
  namespace: string | undefined,
): Check[] {
  return [
    ...WATCHED_RESOURCES.map(
      (resource): Check => [
        `${resource} are listed, and each can be projected`,
        () => checkList(cluster, resource),
      ],
    ),
    ['pages of a list are the list', () => checkPages(cluster)],
    ['metadata alone can be asked for', () => checkMetadataOnly(cluster)],
    ['some can be selected by fields', () => checkFieldSelectors(cluster)],
    ['errors are told by their status', () => checkErrors(cluster)],
    ['a watch sends bookmarks and ends in time', () => checkWatch(cluster)],
    ['an old version is told to be one', () => checkExpired(cluster)],
    ['a streaming list is the list', () => checkStreamingList(cluster)],
    ['the store is equal to the cluster', () => checkProduct(cluster)],
    ...(namespace === undefined
      ? []
      : [
          [
            'the store follows what is written',
            () => checkWrites(cluster, namespace),
          ] satisfies Check,
        ]),
  ];
}

/** Checks one cluster; a check that fails is told, never thrown. */
export async function runContract(
  options: ContractOptions,
): Promise<{ passed: number; failed: number }> {
  const { log, namespace } = options;
  const cluster = new ContractCluster(options.kubeconfig, options.scope);
  const counts = { passed: 0, failed: 0 };
  for (const [title, run] of checksOf(cluster, namespace)) {
    try {
      log(`  ✓ ${title} (${await run()})`);
      counts.passed += 1;
    } catch (error) {
      log(`  ✗ ${title}: ${error instanceof Error ? error.message : error}`);
      counts.failed += 1;
    }
  }
  return counts;
}
