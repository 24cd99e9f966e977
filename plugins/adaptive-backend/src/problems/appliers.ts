/** Field managers of what applies a desired state from git or a chart. */
const APPLIES = /^(argocd|helm|flux)|^kustomize-controller$/;

/** Whether this field manager writes what git, or a chart, says. */
export function appliesFromGit(manager: string): boolean {
  return APPLIES.test(manager);
}

/**
 * Field managers of people who change an object where it is, a dashboard's browser (`Mozilla`) among them, and
 * `kubectl apply` not, which CI runs too.
 */
const EDITS = /^kubectl-(annotate|edit|patch)$|^(k9s|Mozilla)$/;

/** Whether this field manager changes an object in the cluster alone. */
export function editsInCluster(manager: string): boolean {
  return EDITS.test(manager);
}
