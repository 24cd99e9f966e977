import type { JsonObject } from '@backstage/types';
import { chartCapabilities, chartKey } from '../capabilities';

function clickhouse(): JsonObject {
  return {
    enabled: false,
    install: { enabled: true },
    image: {
      repository: 'clickhouse/clickhouse-server',
      tag: '24.12-alpine',
      pullPolicy: 'IfNotPresent',
    },
    httpPort: 8123,
    nativePort: 9000,
    persistence: {
      enabled: true,
      type: 'pvc',
      size: '10Gi',
      accessModes: ['ReadWriteOnce'],
      hostPath: '/var/lib/clickhouse',
      memorySizeLimit: '4Gi',
    },
    resources: {
      requests: { cpu: '500m', memory: '1Gi' },
      limits: { memory: '1Gi' },
    },
  };
}

function lgtm(): JsonObject {
  return {
    enabled: false,
    image: {
      repository: 'ghcr.io/grafana/docker-otel-lgtm',
      tag: 'v0.17.1',
      pullPolicy: 'IfNotPresent',
    },
    persistence: { enabled: false, size: '10Gi' },
    env: {
      GF_AUTH_ANONYMOUS_ENABLED: true,
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Admin',
      GF_AUTH_DISABLE_LOGIN_FORM: true,
    },
  };
}

function tensorboard(): JsonObject {
  return {
    enabled: false,
    imageUri: 'tensorflow/tensorflow:latest',
    image: { pullPolicy: 'IfNotPresent' },
    resources: {
      limits: { cpu: '1000m', memory: '1Gi' },
      requests: { cpu: '500m', memory: '1Gi' },
    },
    persistentVolume: { enabled: false, accessModes: [] },
  };
}

function s3proxy(version: string): JsonObject {
  switch (chartCapabilities(version).s3proxy) {
    case 'azure-storage-account':
      return {
        s3proxy: { enabled: false, fullnameOverride: 'adaptive-s3proxy' },
      };
    case 'azure-flat':
      return {
        s3proxy: {
          enabled: false,
          image: {
            repository: 'andrewgaul/s3proxy',
            tag: '3.1.0',
            pullPolicy: 'IfNotPresent',
          },
          service: { type: 'ClusterIP', port: 80 },
        },
      };
    default:
      return {};
  }
}

/** Defaults of parts that some versions have, and that are off unless people ask for them. */
export function laterDefaults(version: string): JsonObject {
  const { tensorboard: hasTensorboard, monitoringChart } =
    chartCapabilities(version);
  return {
    ...(chartKey('clickhouse.enabled', version).known
      ? { clickhouse: clickhouse() }
      : {}),
    ...(monitoringChart ? {} : { lgtm: lgtm() }),
    ...(hasTensorboard ? { tensorboard: tensorboard() } : {}),
    ...s3proxy(version),
  };
}
