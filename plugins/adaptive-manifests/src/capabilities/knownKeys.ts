/**
 * Keys of the chart's values with the versions that know them: from the first, to the one before `before`. Both what
 * `values.yaml` declares and what the templates read without declaring it. `.*` ends a key below which everything is
 * the user's: maps of labels, resources, values of a subchart. Facts, collected from every version of the main branch.
 */
export const KNOWN_KEYS: ReadonlyArray<{
  from: string;
  before?: string;
  /** Keys, separated by blanks; those of one group share what is before the colon. */
  keys: string[];
}> = [
  {
    from: '0.12.0',
    before: '0.18.0',
    keys: ['secrets: dbUrl'],
  },
  {
    from: '0.12.0',
    before: '0.22.0',
    keys: [
      's3proxy: azure.storageAccount.accessKey azure.storageAccount.name enabled fullnameOverride',
      'tensorboard: emptyDir.sizeLimit enabled image.pullPolicy imageUri persistentVolume.accessModes persistentVolume.annotations.* persistentVolume.enabled persistentVolume.labels.* persistentVolume.size persistentVolume.storageClass resources.*',
    ],
  },
  {
    from: '0.12.0',
    before: '0.24.0',
    keys: [
      'autoscaling: coolDownPeriodSeconds enabled externalPrometheusEndpoint ttftTimeoutThreshold',
      'harmony: computePool group partitionKey replicaCount',
      'keda: *',
    ],
  },
  {
    from: '0.12.0',
    before: '0.25.0',
    keys: ['mlflow: replicaCount'],
  },
  {
    from: '0.12.0',
    before: '0.26.0',
    keys: ['alloy: image.pullPolicy imageUri resources.*'],
  },
  {
    from: '0.12.0',
    before: '0.30.0',
    keys: ['serviceAccount: annotations.* automount create name'],
  },
  {
    from: '0.12.0',
    before: '0.33.0',
    keys: ['prometheus: *'],
  },
  {
    from: '0.12.0',
    keys: [
      'auth: admins default_role default_team session.expiration_seconds session.secure',
      'containerRegistry',
      'controlPlane: extraEnvVars.* image.pullPolicy image.repository image.tag nodeSelector.* podAnnotations.* podLabels.* replicaCount rootUrl runDbMigrations servicePort sharedDirType tolerations.*',
      'harmony: enabled extraEnvVars.* gpusPerReplica image.pullPolicy image.repository image.tag nodeSelector.* podAnnotations.* podLabels.* resources.* securityContext.* tolerations.*',
      'imagePullSecrets',
      'ingress: annotations.* className enabled hosts tls',
      'installPostgres: database enabled extraEnvVars.* image.pullPolicy image.repository image.tag nodeSelector.* password persistence.accessModes persistence.enabled persistence.size persistence.storageClass podAnnotations.* podLabels.* port resources.* tolerations.* username',
      'mlflow: backendStoreUri defaultArtifactRoot enabled external.enabled external.url extraEnvVars.* image.pullPolicy imageUri mountPath nodeSelector.* podAnnotations.* podLabels.* resources.* serveArtifacts tolerations.* volumeMounts.* volumes.* workers',
      'redis: auth.password auth.username extraEnvVars.* image.pullPolicy image.repository image.tag nodeSelector.* podAnnotations.* podLabels.* port resources.* tolerations.*',
      'sandkasten: extraEnvVars.* image.pullPolicy image.repository image.tag nodeSelector.* podAnnotations.* podLabels.* replicaCount servicePort tolerations.*',
      'secrets: auth.oidc.providers cookiesSecret existingControlPlaneSecret existingHarmonySecret existingRedisSecret modelRegistryUrl sharedDirectoryUrl',
      'volumeMounts: *',
      'volumes: *',
    ],
  },
  {
    from: '0.12.3',
    keys: ['sandkasten: resources.*'],
  },
  {
    from: '0.14.0',
    keys: ['installPostgres: extraVolumeMounts extraVolumes initContainers'],
  },
  {
    from: '0.15.0',
    keys: ['redis: external.url install.enabled'],
  },
  {
    from: '0.18.0',
    keys: ['secrets: db.database db.host db.password db.username'],
  },
  {
    from: '0.19.0',
    keys: ['harmony: shmSize'],
  },
  {
    from: '0.21.0',
    keys: ['controlPlane: annotations.*'],
  },
  {
    from: '0.24.0',
    keys: ['harmony: computePools'],
  },
  {
    from: '0.25.0',
    keys: [
      'mlflow: persistence.accessModes persistence.enabled persistence.mountPath persistence.size persistence.storageClass',
    ],
  },
  {
    from: '0.26.0',
    keys: ['controlPlane: resources.*'],
  },
  {
    from: '0.27.0',
    keys: [
      'controlPlane: affinity.* pdb.enabled pdb.maxUnavailable pdb.minAvailable topologySpreadConstraints.*',
      'sandkasten: affinity.* pdb.enabled pdb.maxUnavailable pdb.minAvailable topologySpreadConstraints.*',
    ],
  },
  {
    from: '0.29.0',
    keys: ['harmony: pdb.enabled pdb.maxUnavailable pdb.minAvailable'],
  },
  {
    from: '0.30.0',
    keys: [
      'controlPlane: serviceAccount.annotations.* serviceAccount.create serviceAccount.name',
      'harmony: serviceAccount.annotations.* serviceAccount.create serviceAccount.name',
      'sandkasten: serviceAccount.annotations.* serviceAccount.create serviceAccount.name',
    ],
  },
  {
    from: '0.33.0',
    keys: [
      'otelCollector: affinity.* enabled exporters extraEnvVars.* image.pullPolicy image.repository image.tag memoryLimitMiB memorySpikeLimit nodeSelector.* pdb.enabled pdb.maxUnavailable pdb.minAvailable pipelines podAnnotations.* podLabels.* prometheus.scrapeInterval replicaCount resourceAttributes.environmentName resourceAttributes.extra.* resources.* service.type serviceAccount.annotations.* serviceAccount.create tolerations.*',
    ],
  },
  {
    from: '0.33.3',
    keys: ['sandkasten: recipeRunner.repository'],
  },
  {
    from: '0.36.0',
    before: '0.36.1',
    keys: [
      'redis: affinity.* cluster.nodeTimeout pdb.enabled pdb.maxUnavailable pdb.minAvailable persistence.accessModes persistence.enabled persistence.size persistence.storageClass replicas topologySpreadConstraints.*',
    ],
  },
  {
    from: '0.37.0',
    keys: [
      'global: security.allowInsecureImages',
      'harmony: requireGpu',
      'installPostgres: useEmbeddedData',
      'minio: *',
    ],
  },
  {
    from: '0.37.2',
    keys: ['otelCollector: serviceAccount.name'],
  },
  {
    from: '0.38.0',
    keys: [
      'lgtm: enabled env.* image.pullPolicy image.repository image.tag nodeSelector.* persistence.enabled persistence.size persistence.storageClass resources.* tolerations.*',
    ],
  },
  {
    from: '0.38.5',
    keys: [
      'controlPlane: podSecurityContext.* securityContext.*',
      'harmony: podSecurityContext.*',
      'sandkasten: podSecurityContext.* securityContext.*',
    ],
  },
  {
    from: '0.39.0',
    before: '0.44.0',
    keys: ['adaptiveOperator: deleteFailedJobs'],
  },
  {
    from: '0.39.0',
    keys: [
      'adaptiveOperator: extraHarmonyEnvVars.* extraRecipeRunnerEnvVars.* extraVolumes harmonyImageTagsWhitelist resources.*',
    ],
  },
  {
    from: '0.40.0',
    keys: ['harmony: cloudCache.hostPath.* cloudCache.type'],
  },
  {
    from: '0.40.1',
    keys: ['controlPlane: tmpSizeLimit'],
  },
  {
    from: '0.42.0',
    keys: ['secrets: existingS3CredsSecret s3Creds.*'],
  },
  {
    from: '0.43.1',
    keys: [
      'clickhouse: auth.password auth.username database enabled external.url extraEnvVars.* httpPort image.pullPolicy image.repository image.tag install.enabled nativePort nodeSelector.* persistence.accessModes persistence.enabled persistence.hostPath persistence.memorySizeLimit persistence.size persistence.storageClass persistence.type podAnnotations.* podLabels.* resources.* tolerations.*',
      'secrets: existingClickHouseSecret',
    ],
  },
  {
    from: '0.44.0',
    keys: [
      'adaptiveOperator: customAnnotations.* customLabels.* extraResources harmonySecretEnvVars recipeRunnerSecretEnvVars',
    ],
  },
  {
    from: '0.45.0',
    keys: ['extraObjects'],
  },
  {
    from: '0.46.0',
    keys: [
      's3proxy: azure.containerName azure.endpoint azure.storageAccountKey azure.storageAccountName enabled image.pullPolicy image.repository image.tag nodeSelector.* podAnnotations.* podLabels.* resources.* service.port service.type tolerations.*',
      'secrets: existingS3ProxySecret',
    ],
  },
  {
    from: '0.47.0',
    keys: ['adaptiveOperator: harmonyNodeSelector.* harmonyTolerations'],
  },
  {
    from: '0.48.0',
    keys: ['secrets: auth.internalJwtPrivateKeyV4Base64'],
  },
];
