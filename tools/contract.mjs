// Tries out what the portal relies on in an API server: `yarn test:contract`.
// Against the cluster that KUBECONFIG names, read-only; with ADAPTIVE_CONTRACT_NAMESPACE a Deployment without pods is
// created there for a moment, and with ADAPTIVE_CONTRACT_SCOPE no other namespace is read. Always against the simulated
// API server as well.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
require('@backstage/cli/config/nodeTransform.cjs');
const {
  runContract,
} = require('../plugins/adaptive-backend/contract/contract.ts');
const {
  createKubeStore,
  startKubeApiServer,
} = require('../packages/sandbox/src/kube/index.ts');

const totals = { passed: 0, failed: 0 };

async function check(kubeconfig, { namespace, scope } = {}) {
  const { passed, failed } = await runContract({
    kubeconfig,
    namespace,
    scope,
    log: console.log,
  });
  totals.passed += passed;
  totals.failed += failed;
}

function kubeconfigOf(server) {
  // JSON is YAML.
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'simulated',
    clusters: [
      {
        name: 'simulated',
        cluster: {
          server: server.url,
          'certificate-authority-data': Buffer.from(server.caPem).toString(
            'base64',
          ),
        },
      },
    ],
    users: [{ name: 'simulated', user: { token: server.token } }],
    contexts: [
      {
        name: 'simulated',
        context: { cluster: 'simulated', user: 'simulated' },
      },
    ],
  });
}

function fill(store) {
  for (let i = 0; i < 5; i += 1) {
    const namespace = `contract-${i}`;
    const labels = { 'app.kubernetes.io/name': 'contract' };
    const spec = { containers: [{ name: 'main', image: 'main:1' }] };
    store.create('namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    });
    store.create('nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `node-${i}` },
      status: { allocatable: { 'nvidia.com/gpu': '8' } },
    });
    store.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'main', namespace, labels },
      spec,
    });
    store.create('apps/deployments', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'main', namespace, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec },
      },
    });
  }
}

async function checkSimulated() {
  const folder = await mkdtemp(join(tmpdir(), 'adaptive-contract-'));
  const store = createKubeStore({ name: 'simulated' });
  fill(store);
  const server = await startKubeApiServer({
    name: 'simulated',
    store,
    token: 'contract',
    bookmarkSeconds: 1,
  });
  // No cluster stands still: nodes renew their leases, for example.
  const heartbeat = setInterval(() => {
    store.modify('nodes', undefined, 'node-0', node => ({
      ...node,
      metadata: {
        ...node.metadata,
        annotations: { heartbeat: String(Date.now()) },
      },
    }));
  }, 1000);
  try {
    const file = join(folder, 'kubeconfig');
    await writeFile(file, kubeconfigOf(server), { mode: 0o600 });
    // The history begins here: version 1 is forgotten.
    server.compact();
    await check(file, { namespace: 'contract-0' });
  } finally {
    clearInterval(heartbeat);
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

console.log('The simulated API server:');
await checkSimulated();
const {
  KUBECONFIG,
  ADAPTIVE_CONTRACT_NAMESPACE: namespace,
  ADAPTIVE_CONTRACT_SCOPE: scope,
} = process.env;
if (KUBECONFIG) {
  console.log(`The cluster of ${KUBECONFIG}:`);
  await check(KUBECONFIG, { namespace, scope });
} else {
  console.log('No other cluster was tried: KUBECONFIG is not set.');
}
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed ? 1 : 0);
