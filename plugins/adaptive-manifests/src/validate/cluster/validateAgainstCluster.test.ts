import { found, rules } from '../../__testUtils__/clusterFindings';

describe('validateAgainstCluster', () => {
  it('finds nothing in a cluster that has everything', () => {
    expect(rules({})).toEqual([]);
  });

  it('says nothing else of a cluster that nobody watches', () => {
    expect(rules({ known: false })).toEqual(['error cluster-unknown cluster']);
  });

  it('turns what is not known into notes with the reason, never into errors', () => {
    const unknown = { reason: 'the portal may not list it' };
    const all = found(
      {
        kubernetesVersion: unknown,
        gpuOperator: unknown,
        nodes: unknown,
        namespace: unknown,
        installed: unknown,
        storageClasses: unknown,
        ingressClasses: unknown,
        externalMetrics: unknown,
        metrics: unknown,
        engineGpus: unknown,
      },
      {
        mlflow: { mode: 'internal', storage: { size: '10Gi' } },
        ingress: { hosts: [{ host: 'chat.example.com' }] },
      },
    );
    expect(all.map(({ rule }) => rule).sort()).toEqual([
      'capacity-unchecked',
      'gpu-operator-unchecked',
      'ingress-class-unchecked',
      'installed-unchecked',
      'kubernetes-version-unchecked',
      'namespace-taken-unchecked',
      'series-unchecked',
      'storage-class-unchecked',
    ]);
    for (const { severity, sentence } of all) {
      expect(severity).toBe('info');
      expect(sentence).toContain(
        'could not be checked: the portal may not list it',
      );
    }
  });

  it('asks for no metrics and no KEDA where nothing scales', () => {
    const unknown = { reason: 'silent' };
    expect(
      rules(
        { metrics: unknown, externalMetrics: unknown },
        { autoscaling: { mode: 'off' } },
      ),
    ).toEqual([]);
  });

  it.each([
    ['v1.27.9-gke.100', ['error kubernetes-version cluster']],
    ['1.28+', []],
    ['v2.0.0', []],
    ['newest', ['info kubernetes-version-unchecked cluster']],
  ])('judges Kubernetes %s', (version, expected) => {
    expect(rules({ kubernetesVersion: { value: version } })).toEqual(expected);
  });

  it('misses the GPU Operator, and the more where no node has GPUs', () => {
    expect(rules({ gpuOperator: { value: false } })).toEqual([
      'warning gpu-operator-missing cluster',
    ]);
    expect(
      rules({ gpuOperator: { value: false }, nodes: { value: [] } }),
    ).toContain('error gpu-operator-missing cluster');
  });

  it('names an engine in the namespace only where the facts do', () => {
    const taken = { exists: true, taken: true, quotas: [] };
    expect(found({ namespace: { value: taken } })[0].sentence).toContain(
      'another engine runs',
    );
    const engine = { cluster: 'eu-1', namespace: 'team-chat', release: 'old' };
    expect(
      found({ namespace: { value: { ...taken, engine } } })[0].sentence,
    ).toContain('engine eu-1/team-chat/old runs');
    expect(
      rules({
        namespace: {
          value: { ...taken, engine: { ...engine, release: 'chat' } },
        },
      }),
    ).toEqual([]);
  });
});
