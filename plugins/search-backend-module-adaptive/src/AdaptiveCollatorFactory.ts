import { Readable } from 'node:stream';
import {
  type AdaptiveApi,
  adaptiveEngineReadPermission,
  type EngineRef,
  type EngineSummary,
  stringifyEngineRef,
} from '@adaptive-portal/plugin-adaptive-common';
import type { AuthService } from '@backstage/backend-plugin-api';
import type {
  DocumentCollatorFactory,
  IndexableDocument,
} from '@backstage/plugin-search-common';

/**
 * An engine or a compute pool in the search. Only what rarely changes: a status would be minutes old. The catalog may
 * have entities of the same, which lead to its own pages: the titles tell them apart.
 *
 * @internal
 */
export interface AdaptiveDocument extends IndexableDocument {
  kind: 'engine' | 'compute pool';
  cluster: string;
  namespace: string;
  release: string;
  /** Name of the pool. */
  pool?: string;
  /** Entity ref; empty for an engine that nobody owns. */
  owner: string;
}

const PAGE_SIZE = 200;

/** Parts of the collator. */
export interface AdaptiveCollatorOptions {
  client: Pick<AdaptiveApi, 'getEngines'>;
  auth: Pick<AuthService, 'getOwnServiceCredentials' | 'getPluginRequestToken'>;
  locationTemplate: string;
}

/**
 * Reads all engines from the API of the Adaptive backend. A document carries the engine that it is of: the search asks
 * for the permission to read that before it shows a result. When the API fails the run fails, and what was found
 * before stays.
 *
 * @internal
 */
export class AdaptiveCollatorFactory implements DocumentCollatorFactory {
  readonly type = 'adaptive';
  readonly visibilityPermission = adaptiveEngineReadPermission;
  readonly #options: AdaptiveCollatorOptions;

  constructor(options: AdaptiveCollatorOptions) {
    this.#options = options;
  }

  async getCollator(): Promise<Readable> {
    return Readable.from(this.#documents());
  }

  async *#documents(): AsyncGenerator<AdaptiveDocument> {
    const { auth, client } = this.#options;
    let cursor: string | undefined;
    do {
      const { token } = await auth.getPluginRequestToken({
        onBehalfOf: await auth.getOwnServiceCredentials(),
        targetPluginId: 'adaptive',
      });
      const page = await client.getEngines(
        { limit: PAGE_SIZE, cursor },
        { token },
      );
      for (const engine of page.items) yield* this.#documentsOf(engine);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  *#documentsOf(engine: EngineSummary): Generator<AdaptiveDocument> {
    const { ref, owner = '', chartVersion, pools } = engine;
    const common = {
      ...ref,
      owner,
      location: this.#locationOf(ref),
      authorization: { resourceRef: stringifyEngineRef(ref) },
    };
    const place = `on cluster ${ref.cluster}, namespace ${ref.namespace}`;
    const names = pools.map(({ name }) => name).join(', ');
    const chart =
      chartVersion === undefined ? '' : `, chart version ${chartVersion}`;
    yield {
      ...common,
      kind: 'engine',
      title: `Engine ${ref.release} on ${ref.cluster}, live`,
      text: `Adaptive engine ${ref.release} ${place}${chart}. Compute pools: ${
        names || 'none'
      }.`,
    };
    for (const { name } of pools) {
      yield {
        ...common,
        // A place of its own: search engines tell documents apart by it.
        location: `${common.location}#pool-${encodeURIComponent(name)}`,
        kind: 'compute pool',
        pool: name,
        title: `Compute pool ${name} of ${ref.release} on ${ref.cluster}, live`,
        text: `Compute pool ${name} of engine ${ref.release} ${place}.`,
      };
    }
  }

  #locationOf(ref: EngineRef): string {
    return this.#options.locationTemplate.replace(
      /:(cluster|namespace|release)/g,
      (_, part: keyof EngineRef) => encodeURIComponent(ref[part]),
    );
  }
}
