import { ControllerStatus } from '../partTypes';
import {
  Condition,
  PodContainer,
  ScalingPolicy,
  ScalingRules,
  Toleration,
} from '../types';
import { message } from './projectMeta';
import {
  compact,
  number,
  oneOf,
  Raw,
  record,
  records,
  snug,
  text,
  textMap,
  withoutUserInfo,
} from './raw';
import { ProjectionContext } from './types';

/** Status conditions; one whose status is missing is Unknown, one without a type is left out. */
export function projectConditions(
  value: unknown,
  context: ProjectionContext,
): Condition[] {
  const conditions: Condition[] = [];
  for (const raw of records(value)) {
    const type = text(raw.type);
    if (type === undefined) continue;
    conditions.push(
      compact<Condition>({
        type: context.interner.text(type),
        status:
          oneOf(raw.status, ['True', 'False', 'Unknown'] as const) ?? 'Unknown',
        reason: context.interner.text(text(raw.reason)),
        message: message(raw),
        lastTransitionTime: context.interner.text(text(raw.lastTransitionTime)),
      }),
    );
  }
  return snug(conditions);
}

/** What most controllers write: conditions, and the generation that they are about. */
export function projectStatus(
  status: Raw,
  context: ProjectionContext,
): ControllerStatus {
  return compact<ControllerStatus>({
    observedGeneration: number(status.observedGeneration),
    conditions: projectConditions(status.conditions, context),
  });
}

/** Whether a class of storage or ingress is annotated as the cluster's default. */
export function isMarkedDefault(raw: unknown, prefix: string): boolean {
  const annotations = record(record(record(raw).metadata).annotations);
  return annotations[`${prefix}/is-default-class`] === 'true';
}

/** Tolerations of a pod specification, shared between equal ones. */
export function projectTolerations(
  value: unknown,
  context: ProjectionContext,
): Toleration[] {
  return context.interner.object(
    records(value).map(raw =>
      compact<Toleration>({
        key: text(raw.key),
        operator: oneOf(raw.operator, ['Exists', 'Equal'] as const),
        value: text(raw.value),
        effect: text(raw.effect),
      }),
    ),
  );
}

/** Effective requests: the API server fills a missing request with the limit, a pod template does not. */
function projectRequests(container: Raw): Record<string, string> {
  const resources = record(container.resources);
  return { ...textMap(resources.limits), ...textMap(resources.requests) };
}

/** Containers, and those init containers that stay (native sidecars), as they hold their requests too. */
function runningContainers(spec: Raw): Raw[] {
  return [
    ...records(spec.containers),
    ...records(spec.initContainers).filter(
      raw => raw.restartPolicy === 'Always',
    ),
  ];
}

const SETTINGS = new Set([
  'ADAPTIVE_SERVER__ROOT_URL',
  'ADAPTIVE_MLFLOW__ENABLED',
  'ADAPTIVE_MLFLOW__URL',
  'MLFLOW_TRACKING_URI',
  'MLFLOW_ARTIFACTS_DESTINATION',
]);

/** Literal values only: what comes from a Secret or ConfigMap is not in the object. */
function projectSettings(env: Raw[]): Record<string, string> | undefined {
  const settings: Record<string, string> = {};
  for (const variable of env) {
    const name = text(variable.name);
    const value = text(variable.value);
    if (name !== undefined && value !== undefined && SETTINGS.has(name)) {
      settings[name] = withoutUserInfo(value);
    }
  }
  return Object.keys(settings).length > 0 ? settings : undefined;
}

/** Containers of a pod specification, shared between equal ones. */
export function projectContainers(
  spec: Raw,
  context: ProjectionContext,
): PodContainer[] {
  return context.interner.object(
    runningContainers(spec).map(raw => {
      const env = records(raw.env);
      const group = env.find(variable => variable.name === 'GROUP');
      return compact<PodContainer>({
        name: text(raw.name) ?? '',
        image: text(raw.image),
        requests: projectRequests(raw),
        group: text(group?.value),
        settings: projectSettings(env),
      });
    }),
  );
}

/** Containers reduced to what they request; those that request nothing are left out. */
export function projectDemand(
  spec: Raw,
  context: ProjectionContext,
): PodContainer[] {
  return context.interner.object(
    runningContainers(spec)
      .map(raw => ({
        name: text(raw.name) ?? '',
        requests: projectRequests(raw),
      }))
      .filter(container => Object.keys(container.requests).length > 0),
  );
}

function projectPolicy(raw: Raw): ScalingPolicy | undefined {
  const type = oneOf(raw.type, ['Pods', 'Percent'] as const);
  const value = number(raw.value);
  const periodSeconds = number(raw.periodSeconds);
  return type === undefined ||
    value === undefined ||
    periodSeconds === undefined
    ? undefined
    : { type, value, periodSeconds };
}

function projectRules(value: unknown): ScalingRules | undefined {
  const raw = record(value);
  if (Object.keys(raw).length === 0) return undefined;
  const policies = Array.isArray(raw.policies)
    ? records(raw.policies)
        .map(projectPolicy)
        .filter(policy => policy !== undefined)
    : undefined;
  return compact<ScalingRules>({
    stabilizationWindowSeconds: number(raw.stabilizationWindowSeconds),
    selectPolicy: oneOf(raw.selectPolicy, ['Max', 'Min', 'Disabled'] as const),
    policies,
    // A quantity: both 0.1 and "100m" are written.
    tolerance: text(raw.tolerance) ?? number(raw.tolerance)?.toString(),
  });
}

/** `behavior` of an HPA, or of a ScaledObject's `horizontalPodAutoscalerConfig`. */
export function projectBehavior(
  value: unknown,
): { scaleUp?: ScalingRules; scaleDown?: ScalingRules } | undefined {
  const raw = record(value);
  const scaleUp = projectRules(raw.scaleUp);
  const scaleDown = projectRules(raw.scaleDown);
  return scaleUp || scaleDown ? compact({ scaleUp, scaleDown }) : undefined;
}
