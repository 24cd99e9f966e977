/** Field managers of what applies a desired state from git or a chart. */
const APPLIES = /^(argocd|helm|flux)|^kustomize-controller$/;

/** Whether this field manager writes what git, or a chart, says. */
export function appliesFromGit(manager: string): boolean {
  return APPLIES.test(manager);
}
