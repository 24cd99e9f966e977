import { parse } from 'yaml';
import type { EngineInput } from '../model';
import { exampleEngine, exampleTarget } from '../__testUtils__/exampleEngine';
import { renderEngine } from './renderEngine';
import { engineValues } from './values';

function file(input: EngineInput, end: string) {
  const found = renderEngine(input, exampleTarget).find(({ path }) =>
    path.endsWith(end),
  );
  return found && parse(found.content);
}

const mlflow = {
  mode: 'internal' as const,
  storage: { size: '50Gi', storageClass: 'fast' },
};

describe('options that step around faults of the chart', () => {
  it('mounts the volume of MLflow once where the chart has a claim', () => {
    expect(
      engineValues({ ...exampleEngine, chartVersion: '0.25.0', mlflow }).mlflow,
    ).toMatchObject({
      persistence: { enabled: true, size: '50Gi', storageClass: 'fast' },
      volumes: [],
      volumeMounts: [],
    });
  });

  it('brings a claim for MLflow where the chart has none', () => {
    const input = { ...exampleEngine, mlflow };
    const claim = file(input, 'persistentvolumeclaim-mlflow.yaml');
    expect(claim.spec).toMatchObject({
      storageClassName: 'fast',
      resources: { requests: { storage: '50Gi' } },
    });
    expect(engineValues(input).mlflow).toMatchObject({
      volumes: [{ persistentVolumeClaim: { claimName: claim.metadata.name } }],
    });
  });

  it('never lets a pool with one master shrink by itself', () => {
    const input: EngineInput = {
      ...exampleEngine,
      chartVersion: '0.28.0',
      autoscaling: { mode: 'platform', acknowledgeElasticPools: true },
    };
    const { spec } = file(input, 'scaledobject-judge.yaml');
    expect(spec.scaleTargetRef.kind).toBe('StatefulSet');
    expect(
      spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown,
    ).toEqual({ stabilizationWindowSeconds: 1800, selectPolicy: 'Disabled' });
  });

  it('leaves the password of PostgreSQL as it is in the cluster', () => {
    const input: EngineInput = {
      ...exampleEngine,
      postgres: { passwordSecret: 'chat-adaptive-postgresql-secret' },
    };
    const { spec } = file(input, 'team-chat.chat.yaml');
    expect(spec.ignoreDifferences).toContainEqual({
      kind: 'Secret',
      name: 'chat-adaptive-postgresql-secret',
      namespace: 'team-chat',
      jsonPointers: ['/data'],
    });
    expect(spec.syncPolicy.syncOptions).toContain(
      'RespectIgnoreDifferences=true',
    );
  });

  it('tells pools of old charts where the s3proxy is', () => {
    const values = engineValues({
      ...exampleEngine,
      chartVersion: '0.21.0',
      s3proxy: { accountName: 'account1', secret: 'adaptive-s3proxy' },
    });
    expect(values.harmony).toMatchObject({
      computePool: [
        { extraEnvVars: { AWS_ENDPOINT_URL: 'http://adaptive-s3proxy' } },
        { extraEnvVars: { S3_FORCE_PATH_STYLE: 'true' } },
      ],
    });
  });
});
