import { isAtLeast } from '../capabilities/capabilities';

/**
 * Details that only the prediction needs, each with the first chart version that has it; seen by comparing the
 * charts' templates.
 */
const SINCE = {
  noWorldSize: '0.13.1',
  podIp: '0.16.0',
  redis74: '0.12.2',
  sandkasten32Gi: '0.12.3',
  shmOfDefaultGroup32Gi: '0.17.0',
  shmFromValues: '0.19.0',
  sandkastenUsesRedis: '0.20.0',
  sandkastenCallsControlPlane: '0.23.0',
  noLogExporter: '0.26.0',
  namedClaim: '0.27.2',
  tagPerPool: '0.28.0',
  poolsWithoutSandbox: '0.34.0',
  noBundledScrape: '0.33.0',
  redisWithoutToken: '0.33.2',
  sandkastenWithoutHarmony: '0.34.0',
  controlPlaneCallsSandkasten: '0.34.0',
  recipeRunner: '0.34.0',
  recipeRunnerNamespace: '0.31.1',
  recipeRunnerImage: '0.33.1',
  recipeRunnerRepository: '0.33.3',
  controlPlaneReadsNamespace: '0.38.4',
  manyDbConnections: '0.34.1',
  tcpStore: '0.35.0',
  sandkastenUsesHarmonySecret: '0.37.3',
  emptyRegistry: '0.37.4',
  emptyPlaceholders: '0.42.0',
  workingDirOnS3: '0.38.1',
  tmpVolume: '0.38.5',
  controlPlaneKnowsNamespace: '0.39.0',
  noInitContainer: '0.38.2',
  jobCapability: '0.38.3',
  noBindAddress: '0.41.0',
  advertisedUrl: '0.48.2',
} as const;

/** Whether a chart version has a detail of {@link SINCE}. */
export function since(version: string, detail: keyof typeof SINCE): boolean {
  return isAtLeast(version, SINCE[detail]);
}
