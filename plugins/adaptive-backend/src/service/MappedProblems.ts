import { createHash } from 'node:crypto';
import type {
  ClusterStatus,
  Engine,
  EngineRef,
  Problem,
  ProblemSeverity,
  SourceStatus,
} from '@adaptive-portal/plugin-adaptive-common';
import type {
  AdaptiveProblemMapper,
  EnginesChange,
  EnginesService,
} from '@adaptive-portal/plugin-adaptive-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { SEVERITIES } from '../schema/schemaParts';

function bySeverity(
  a: { severity: ProblemSeverity },
  b: { severity: ProblemSeverity },
): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}

function addProblems(engine: Engine, found: readonly Problem[]): Engine {
  if (found.length === 0) return engine;
  const digest = createHash('sha256').update(JSON.stringify(found));
  return {
    ...engine,
    problems: [...engine.problems, ...found].sort(bySeverity),
    computePools: engine.computePools.map(pool => {
      const own = found.filter(problem => problem.pool === pool.name);
      return own.length > 0
        ? { ...pool, problems: [...pool.problems, ...own].sort(bySeverity) }
        : pool;
    }),
    version: `${engine.version}.${digest.digest('base64url').slice(0, 11)}`,
  };
}

/** The engines with the problems that modules find; each is looked at once per change. */
export class MappedProblems implements EnginesService {
  readonly #engines: EnginesService;
  readonly #mappers: readonly AdaptiveProblemMapper[];
  readonly #logger: LoggerService;
  readonly #known = new WeakMap<Engine, Engine>();
  readonly #failing = new Set<string>();

  constructor(options: {
    engines: EnginesService;
    mappers: readonly AdaptiveProblemMapper[];
    logger: LoggerService;
  }) {
    this.#engines = options.engines;
    this.#mappers = options.mappers;
    this.#logger = options.logger;
  }

  list(): readonly Engine[] {
    return this.#engines.list().map(engine => this.#map(engine));
  }

  get(ref: EngineRef): Engine | undefined {
    const engine = this.#engines.get(ref);
    return engine && this.#map(engine);
  }

  clusters(): readonly ClusterStatus[] {
    return this.#engines.clusters();
  }

  sources(): readonly SourceStatus[] {
    return this.#engines.sources();
  }

  subscribe(listener: (change: EnginesChange) => void): {
    unsubscribe(): void;
  } {
    return this.#engines.subscribe(listener);
  }

  #map(engine: Engine): Engine {
    const known = this.#known.get(engine);
    if (known) return known;
    const mapped = addProblems(
      engine,
      this.#mappers.flatMap(mapper => this.#detect(mapper, engine)),
    );
    this.#known.set(engine, mapped);
    return mapped;
  }

  #detect(mapper: AdaptiveProblemMapper, engine: Engine): Problem[] {
    try {
      const found = mapper.detect(engine);
      this.#failing.delete(mapper.id);
      return found;
    } catch (error) {
      if (!this.#failing.has(mapper.id)) {
        this.#logger.warn(
          `The problem mapper '${mapper.id}' failed and finds nothing: ${error}`,
        );
      }
      this.#failing.add(mapper.id);
      return [];
    }
  }
}

/** The engines as they are where no module adds a mapper. */
export function withMappedProblems(options: {
  engines: EnginesService;
  mappers: readonly AdaptiveProblemMapper[];
  logger: LoggerService;
}): EnginesService {
  return options.mappers.length > 0
    ? new MappedProblems(options)
    : options.engines;
}
