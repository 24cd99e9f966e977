/*
 * Makes src/plan/manifests/schemas.json out of the type declarations of the @kubernetes-models packages (MIT), whose own
 * validators let unknown fields pass. Run it to take over newer versions:
 *
 *   yarn schemas <folder with node_modules of the packages>
 */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

/** Kinds that files of an engine may hold, by the declaration of each. */
const SOURCES: Record<string, readonly string[]> = {
  'kubernetes-models/v1': [
    ...['ConfigMap', 'LimitRange', 'Namespace', 'PersistentVolumeClaim'],
    ...['ResourceQuota', 'Secret', 'Service', 'ServiceAccount'],
  ],
  'kubernetes-models/apps/v1': ['Deployment', 'StatefulSet'],
  'kubernetes-models/autoscaling/v2': ['HorizontalPodAutoscaler'],
  'kubernetes-models/batch/v1': ['CronJob', 'Job'],
  'kubernetes-models/networking.k8s.io/v1': ['Ingress', 'NetworkPolicy'],
  'kubernetes-models/policy/v1': ['PodDisruptionBudget'],
  'kubernetes-models/rbac.authorization.k8s.io/v1': ['Role', 'RoleBinding'],
  '@kubernetes-models/argo-cd/argoproj.io/v1alpha1': [
    ...['Application', 'ApplicationSet', 'AppProject'],
  ],
  '@kubernetes-models/external-secrets/external-secrets.io/v1': [
    'ExternalSecret',
  ],
  '@kubernetes-models/external-secrets/external-secrets.io/v1beta1': [
    'ExternalSecret',
  ],
  '@kubernetes-models/flux-cd/helm.toolkit.fluxcd.io/v2': ['HelmRelease'],
  '@kubernetes-models/flux-cd/kustomize.toolkit.fluxcd.io/v1': [
    'Kustomization',
  ],
  '@kubernetes-models/flux-cd/source.toolkit.fluxcd.io/v1': [
    ...['GitRepository', 'HelmRepository', 'OCIRepository'],
  ],
  '@kubernetes-models/keda/keda.sh/v1alpha1': [
    ...['ClusterTriggerAuthentication', 'ScaledObject'],
    'TriggerAuthentication',
  ],
  '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1': [
    ...['PodMonitor', 'PrometheusRule', 'ServiceMonitor'],
  ],
  '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1': [
    'ScrapeConfig',
  ],
  '@kubernetes-models/sealed-secrets/bitnami.com/v1alpha1': ['SealedSecret'],
};

/** See `Shape` in src/plan/manifests/types.ts. */
type Shape = string | { enum: string[] } | { list: Shape } | { map: Shape };

interface Schemas {
  origin: string;
  kinds: Record<string, Shape>;
  types: Record<string, { fields: Record<string, Shape>; required: string[] }>;
}

const folder = resolve(process.argv[2] ?? '.');
const files = Object.entries(SOURCES).flatMap(([path, kinds]) =>
  kinds.map(kind => ({
    kind,
    file: join(folder, 'node_modules', path, `${kind}.d.ts`),
  })),
);
const program = ts.createProgram(
  files.map(({ file }) => file),
  {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    types: [],
  },
);
const checker = program.getTypeChecker();
const schemas: Schemas = {
  origin:
    'Type declarations of kubernetes-models and @kubernetes-models/*, MIT licence, Tommy Chen; see scripts/extractSchemas.mts',
  kinds: {},
  types: {},
};
const nameOf = new Map<ts.Type, string>();

const NOTHING = ts.TypeFlags.Null | ts.TypeFlags.Undefined;

function unionShape(type: ts.UnionType): Shape {
  const parts = type.types.filter(part => !(part.flags & NOTHING));
  if (parts.every(part => part.isStringLiteral())) {
    return { enum: parts.map(part => String(part.value)) };
  }
  const shapes = new Set(parts.map(part => JSON.stringify(shapeOf(part))));
  const [first] = shapes;
  if (shapes.size === 1 && first !== undefined) return JSON.parse(first);
  return shapes.size === 2 && shapes.has('"string"') && shapes.has('"number"')
    ? 'intOrString'
    : 'any';
}

function objectShape(type: ts.Type): Shape {
  const properties = checker.getPropertiesOfType(type);
  const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
  if (index) return { map: shapeOf(index.type) };
  if (properties.length === 0) return 'any';
  const known = nameOf.get(type);
  if (known) return `#${known}`;
  const name = `T${nameOf.size.toString(36)}`;
  nameOf.set(type, name);
  const fields: Record<string, Shape> = {};
  const required: string[] = [];
  schemas.types[name] = { fields, required };
  for (const property of properties) {
    fields[property.name] = shapeOf(checker.getTypeOfSymbol(property));
    if (!(property.flags & ts.SymbolFlags.Optional)) {
      required.push(property.name);
    }
  }
  return `#${name}`;
}

function shapeOf(type: ts.Type): Shape {
  if (type.isStringLiteral()) return { enum: [type.value] };
  if (type.flags & ts.TypeFlags.BooleanLike) return 'boolean';
  if (type.isUnion()) {
    const rest = type.types.filter(part => !(part.flags & NOTHING));
    return rest.every(part => part.flags & ts.TypeFlags.BooleanLike)
      ? 'boolean'
      : unionShape(type);
  }
  if (type.flags & ts.TypeFlags.StringLike) return 'string';
  if (type.flags & ts.TypeFlags.NumberLike) return 'number';
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type as ts.TypeReference);
    return { list: shapeOf(item) };
  }
  return type.flags & ts.TypeFlags.Object ? objectShape(type) : 'any';
}

for (const { kind, file } of files) {
  const source = program.getSourceFile(file);
  const declared = source && checker.getSymbolAtLocation(source);
  const found = declared?.exports?.get(ts.escapeLeadingUnderscores(`I${kind}`));
  if (!found) throw new Error(`${file} does not export I${kind}`);
  const type = checker.getDeclaredTypeOfSymbol(found);
  const version = checker.getTypeOfPropertyOfType(type, 'apiVersion');
  if (!version?.isStringLiteral()) throw new Error(`${kind}: no apiVersion`);
  schemas.kinds[`${version.value} ${kind}`] = shapeOf(type);
}
writeFileSync(
  join(import.meta.dirname, '../src/plan/manifests/schemas.json'),
  `${JSON.stringify(schemas)}\n`,
);
