import type { KubernetesObject } from '../kube/object';

/** What a platform team installs in a cluster before any engine: storage, ingress, and KEDA as the source of metrics. */
export function platformObjects(): Array<
  [resource: string, object: KubernetesObject]
> {
  return [
    [
      'storage.k8s.io/storageclasses',
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: {
          name: 'standard',
          annotations: {
            'storageclass.kubernetes.io/is-default-class': 'true',
          },
        },
        provisioner: 'csi.example.com',
      },
    ],
    [
      'networking.k8s.io/ingressclasses',
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: {
          name: 'nginx',
          annotations: {
            'ingressclass.kubernetes.io/is-default-class': 'true',
          },
        },
        spec: { controller: 'k8s.io/ingress-nginx' },
      },
    ],
    [
      'apiregistration.k8s.io/apiservices',
      {
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: {
          name: 'v1beta1.external.metrics.k8s.io',
          labels: { 'app.kubernetes.io/part-of': 'keda-operator' },
        },
        spec: {
          group: 'external.metrics.k8s.io',
          version: 'v1beta1',
          groupPriorityMinimum: 100,
          versionPriority: 100,
          service: {
            name: 'keda-operator-metrics-apiserver',
            namespace: 'keda',
            port: 443,
          },
        },
        status: {
          conditions: [{ type: 'Available', status: 'True', reason: 'Passed' }],
        },
      },
    ],
  ];
}
