import { chartCapabilities } from '../capabilities';
import type { EngineInput } from '../model';
import { shown } from '../parse/inputReader';
import {
  checkAmounts,
  checkPlacement,
  checkEnv,
  checkSelector,
  checkStorage,
  checkWhole,
} from './common';
import type { Findings } from './findings';
import { leaveOut, setAt } from './fixes';
import { checkIngress } from './ingress';
import { checkSandkasten } from './sandkasten';
import { isDnsLabel, isPrometheusDuration, urlFault } from './syntax';

const MAX_REPLICAS = 100;
const MAX_GPUS = 16;

function checkDefaultGroup(input: EngineInput, findings: Findings): void {
  const { defaultGroup: group, chartVersion, mlflow } = input;
  if (!group) return;
  checkWhole(
    group.replicas,
    'defaultGroup.replicas',
    MAX_REPLICAS,
    'group-replicas',
    findings,
  );
  checkWhole(
    group.gpusPerReplica,
    'defaultGroup.gpusPerReplica',
    MAX_GPUS,
    'group-gpus',
    findings,
  );
  checkSelector(group.nodeSelector, 'defaultGroup', findings);
  if (group.resources) {
    checkAmounts(group.resources, 'defaultGroup.resources', 'group', findings);
  }
  const { faults } = chartCapabilities(chartVersion);
  if (
    mlflow.mode === 'off' &&
    faults.some(({ id }) => id === 'default-group-cut-without-mlflow')
  ) {
    findings.error(
      'default-group-without-mlflow',
      'mlflow.mode',
      `mlflow.mode is off and defaultGroup is given; charts 0.22.0 and 0.23.0 render the group without its volumes then`,
      'Choose internal or external, or a chart version up to 0.21.0',
      setAt('mlflow', { mode: 'internal' }),
    );
  }
}

function checkTensorboard(input: EngineInput, findings: Findings): void {
  const { tensorboard, defaultGroup, mlflow } = input;
  if (!tensorboard) return;
  checkStorage(tensorboard.storage, 'tensorboard.storage', findings);
  if (tensorboard.resources) {
    checkAmounts(
      tensorboard.resources,
      'tensorboard.resources',
      'tensorboard',
      findings,
    );
  }
  if (!defaultGroup) {
    findings.error(
      'tensorboard-without-group',
      'tensorboard',
      'tensorboard is given, but it runs in the pods of the default harmony group, which is off',
      'Add defaultGroup, or leave tensorboard out',
      leaveOut('tensorboard'),
    );
  }
  if (mlflow.mode !== 'off') {
    findings.warning(
      'tensorboard-unused',
      'tensorboard',
      `tensorboard is given, but jobs log to MLflow while mlflow.mode is ${mlflow.mode}`,
      'Set mlflow.mode to off, or leave tensorboard out',
      leaveOut('tensorboard'),
    );
  }
}

function checkStores(input: EngineInput, findings: Findings): void {
  const { mlflow, redis, secrets, postgres } = input;
  checkStorage(postgres?.storage, 'postgres.storage', findings);
  if (mlflow.mode === 'internal') {
    checkStorage(mlflow.storage, 'mlflow.storage', findings);
    if (mlflow.resources) {
      checkAmounts(mlflow.resources, 'mlflow.resources', 'mlflow', findings);
    }
    if (mlflow.workers !== undefined) {
      checkWhole(
        mlflow.workers,
        'mlflow.workers',
        64,
        'mlflow-workers',
        findings,
      );
    }
  }
  if (redis?.mode !== 'external') return;
  if ((redis.url === undefined) === (secrets.redis === undefined)) {
    findings.error(
      'redis-external',
      'redis.url',
      redis.url === undefined
        ? 'redis.mode is external, and neither redis.url nor secrets.redis says where it is'
        : 'redis.url and secrets.redis are both given, and the chart takes one',
      'Give redis.url without credentials, or a Secret with the key redisUrl in secrets.redis',
      redis.url === undefined ? undefined : leaveOut('redis.url'),
    );
  } else if (
    redis.url !== undefined &&
    !/^rediss?:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/\d{1,3})?$/.test(redis.url)
  ) {
    findings.error(
      'redis-url',
      'redis.url',
      `redis.url is ${shown(redis.url)}`,
      'Accepted is redis:// or rediss:// with host and port and without credentials, for which there is secrets.redis',
    );
  }
}

function checkPrometheus(input: EngineInput, findings: Findings): void {
  const { prometheus } = input;
  if (!prometheus) return;
  if (
    prometheus.retention !== undefined &&
    !isPrometheusDuration(prometheus.retention)
  ) {
    findings.error(
      'prometheus-retention',
      'prometheus.retention',
      `prometheus.retention is ${shown(prometheus.retention)}`,
      'Accepted is a Prometheus duration, for example 30d',
    );
  }
  if (prometheus.replicas !== undefined) {
    checkWhole(
      prometheus.replicas,
      'prometheus.replicas',
      10,
      'prometheus-replicas',
      findings,
    );
  }
  checkStorage(prometheus.storage, 'prometheus.storage', findings);
  findings.warning(
    'prometheus-one-per-cluster',
    'prometheus',
    "prometheus is given: the chart's Prometheus has names without the release in them, some of them for the whole cluster, so that only one engine of a cluster can have it, and it scrapes the pods of all engines",
    'Leave it out where the cluster has a Prometheus, or make sure that no other engine brings one',
  );
}

function checkS3Proxy(input: EngineInput, findings: Findings): void {
  const { s3proxy, chartVersion } = input;
  const kind = chartCapabilities(chartVersion).s3proxy;
  if (!s3proxy || kind !== 'azure-storage-account') return;
  if (!/^[a-z0-9]{3,24}$/.test(s3proxy.accountName ?? '')) {
    findings.error(
      's3proxy-account',
      's3proxy.accountName',
      `s3proxy.accountName is ${
        s3proxy.accountName === undefined
          ? 'missing'
          : shown(s3proxy.accountName)
      }`,
      'Accepted are 3 to 24 lower case letters and digits, as Azure names storage accounts',
    );
  }
}

function checkMonitoring(input: EngineInput, findings: Findings): void {
  const { monitoring, chartVersion, rootUrl } = input;
  if (!monitoring) return;
  const { monitoringChart } = chartCapabilities(chartVersion);
  checkStorage(monitoring.storage, 'monitoring.storage', findings);
  if (!monitoringChart) return;
  const version = monitoring.chartVersion;
  if (version !== undefined && !/^0\.(1\.[0-6]|2\.[01])$/.test(version)) {
    findings.error(
      'monitoring-version',
      'monitoring.chartVersion',
      `monitoring.chartVersion is ${shown(version)}, which is not known`,
      'Accepted are 0.1.0 to 0.1.6, 0.2.0 and 0.2.1, or nothing for the one that fits',
      leaveOut('monitoring.chartVersion'),
    );
  }
  const storage = monitoring.storage;
  if (storage && !isDnsLabel(storage.storageClass ?? '')) {
    findings.error(
      'monitoring-storage-class',
      'monitoring.storage.storageClass',
      `monitoring.storage.storageClass is ${
        storage.storageClass === undefined
          ? 'missing'
          : shown(storage.storageClass)
      }; the chart also names a volume of the pod after it`,
      "Accepted is a StorageClass whose name has only lower case letters, digits and '-'",
    );
  }
  if (urlFault(rootUrl, false) === undefined && new URL(rootUrl).port !== '') {
    findings.warning(
      'monitoring-domain',
      'rootUrl',
      `rootUrl is ${shown(
        rootUrl,
      )}; Grafana takes a domain without a port and answers at another address`,
      'Use the port of the scheme',
    );
  }
}

/** Everything that may be left out. */
export function checkOptions(input: EngineInput, findings: Findings): void {
  checkPlacement(input.controlPlane, 'controlPlane', findings);
  checkPlacement(input.sandkasten, 'sandkasten', findings);
  checkEnv(input.harmony?.extraEnv, 'harmony.extraEnv', findings);
  checkIngress(input, findings);
  checkSandkasten(input, findings);
  checkDefaultGroup(input, findings);
  checkTensorboard(input, findings);
  checkStores(input, findings);
  checkPrometheus(input, findings);
  checkS3Proxy(input, findings);
  checkMonitoring(input, findings);
}
