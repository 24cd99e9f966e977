import type { EngineRef } from '@adaptive-portal/plugin-adaptive-common';
import { stringifyEngineRef } from '@adaptive-portal/plugin-adaptive-common';
import type { ClusterObjects, WatchedResource } from '../objects/types';
import type { ViewConfig } from './config';
import { fluxVersion, indexFlux } from './flux';
import type { FluxEntry } from './flux';
import { indexApplications } from './gitops';
import type { GitOpsEntry } from './gitops';

interface Kind<T> {
  /** Kinds of objects that the entries are made of. */
  resources: readonly WatchedResource[];
  read(objects: ClusterObjects, config: ViewConfig): T[];
  versionOf(entry: T): string;
}

const APPLICATIONS: Kind<GitOpsEntry> = {
  resources: ['argoproj.io/applications'],
  read: indexApplications,
  versionOf: ({ application: { metadata } }) =>
    `${metadata.uid} ${metadata.resourceVersion}`,
};

const FLUX: Kind<FluxEntry> = {
  resources: [
    'helm.toolkit.fluxcd.io/helmreleases',
    'kustomize.toolkit.fluxcd.io/kustomizations',
    'source.toolkit.fluxcd.io/ocirepositories',
    'source.toolkit.fluxcd.io/gitrepositories',
  ],
  read: indexFlux,
  versionOf: fluxVersion,
};

/** Entries of one kind by engine; read again only when a namespace changed that holds, or held, their objects. */
class EntryTable<T extends EngineRef> {
  readonly #kind: Kind<T>;
  #entries = new Map<string, T[]>();
  #homes = new Set<string>();
  /** Another number after the entries were read. */
  revision = 0;

  constructor(kind: Kind<T>) {
    this.#kind = kind;
  }

  get(key: string): readonly T[] {
    return this.#entries.get(key) ?? [];
  }

  all(): Iterable<[string, readonly T[]]> {
    return this.#entries;
  }

  /** Engines whose entries are new, changed or gone. */
  refresh(
    objects: ClusterObjects,
    config: ViewConfig,
    touched: ReadonlySet<string> | 'all',
  ): EngineRef[] {
    if (touched !== 'all' && !this.#concerns(objects, touched)) return [];
    const before = this.#entries;
    const after = new Map<string, T[]>();
    for (const entry of this.#kind.read(objects, config)) {
      const key = stringifyEngineRef(entry);
      const known = after.get(key);
      if (known) known.push(entry);
      else after.set(key, [entry]);
    }
    this.#entries = after;
    this.revision += 1;
    this.#homes = this.#findHomes(objects);
    const version = (entries: readonly T[] = []) =>
      entries.map(this.#kind.versionOf).join('\n');
    return [...new Set([...before.keys(), ...after.keys()])]
      .filter(key => version(before.get(key)) !== version(after.get(key)))
      .flatMap(key => (after.get(key) ?? before.get(key) ?? []).slice(0, 1));
  }

  #findHomes(objects: ClusterObjects): Set<string> {
    const homes = new Set<string>();
    for (const resource of this.#kind.resources) {
      for (const { metadata } of objects.list(resource)) {
        if (metadata.namespace !== undefined) homes.add(metadata.namespace);
      }
    }
    return homes;
  }

  #concerns(objects: ClusterObjects, touched: ReadonlySet<string>): boolean {
    for (const namespace of touched) {
      if (this.#homes.has(namespace)) return true;
      for (const resource of this.#kind.resources) {
        for (const _ of objects.inNamespace(resource, namespace)) return true;
      }
    }
    return false;
  }
}

/** The GitOps objects that one cluster holds, by the engine that they install. */
export class InstallerIndex {
  readonly #applications = new EntryTable(APPLICATIONS);
  readonly #flux = new EntryTable(FLUX);

  /** HelmReleases that name this engine as their target. */
  fluxOf(ref: EngineRef): readonly FluxEntry[] {
    return this.#flux.get(stringifyEngineRef(ref));
  }

  /** Another number after `applications()` may have changed. */
  get applicationsRevision(): number {
    return this.#applications.revision;
  }

  /** Applications by the engine, of whatever cluster, that they name as their destination. */
  applications(): Iterable<[string, readonly GitOpsEntry[]]> {
    return this.#applications.all();
  }

  /** Engines whose GitOps objects are new, changed or gone. */
  refresh(
    objects: ClusterObjects,
    config: ViewConfig,
    touched: ReadonlySet<string> | 'all',
  ): EngineRef[] {
    return [
      ...this.#applications.refresh(objects, config, touched),
      ...this.#flux.refresh(objects, config, touched),
    ];
  }
}
