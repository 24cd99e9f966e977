import type { JsonObject } from '@backstage/types';

/**
 * All values of the form, those of other pages included.
 *
 * @param formContext - as the scaffolder hands it to its fields
 * @returns an empty object when there are none
 * @internal
 */
export function readForm(formContext: unknown): JsonObject {
  const form = property(formContext, 'formData');
  return isObject(form) ? form : {};
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads a text field of the whole form from the context that the scaffolder hands to its fields.
 *
 * @internal
 */
export function readFormField(
  formContext: unknown,
  configured: string | undefined,
  fallback: string,
): string | undefined {
  const form = property(formContext, 'formData');
  const value = property(form, configured ?? fallback);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}
