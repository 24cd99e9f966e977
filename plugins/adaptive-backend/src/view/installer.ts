import type { EngineGitOps } from '@adaptive-portal/plugin-adaptive-common';
import type { WorkloadObject } from '../objects/types';
import { assembleFlux, chooseFlux } from './flux';
import type { FluxEntry } from './flux';
import { assembleGitOps, chooseApplication } from './gitops';
import type { GitOpsEntry } from './gitops';

/** What installs an engine from git: an Application or a HelmRelease, never both. */
export interface Installer {
  gitops?: GitOpsEntry;
  flux?: FluxEntry;
  /** The one that there is, as readers see it. */
  installer?: EngineGitOps;
}

/** Argo CD and helm-controller write on the workloads who installed them; without a trace an Application counts. */
export function chooseInstaller(
  applications: readonly GitOpsEntry[],
  helmReleases: readonly FluxEntry[],
  workloads: readonly WorkloadObject[],
): Installer {
  const byHelmController = workloads.some(
    ({ metadata }) => metadata.labels?.['helm.toolkit.fluxcd.io/name'],
  );
  const gitops = byHelmController
    ? undefined
    : chooseApplication(applications, workloads);
  if (gitops) return { gitops, installer: assembleGitOps(gitops) };
  const flux = chooseFlux(helmReleases, workloads);
  return flux ? { flux, installer: assembleFlux(flux) } : {};
}
