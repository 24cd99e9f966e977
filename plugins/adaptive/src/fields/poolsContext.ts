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
