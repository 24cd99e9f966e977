/** Documents of a `catalog-info.yaml` as people write them: an engine and its pool `judge`. */
export function catalogInfo(
  ref: string,
  change: { name?: string; description?: string } = {},
): string {
  const { name = ref.replaceAll('/', '.'), description = 'From git' } = change;
  return `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
  description: ${description}
  annotations:
    adaptive-portal.io/engine: ${ref}
    backstage.io/managed-by-location: url:http://elsewhere/x.yaml
spec:
  type: adaptive-engine
  lifecycle: production
  owner: group:default/team
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: ${name}.judge
  annotations:
    adaptive-portal.io/engine: ${ref}
    adaptive-portal.io/compute-pool: judge
spec:
  type: adaptive-compute-pool
  owner: group:default/team
`;
}
