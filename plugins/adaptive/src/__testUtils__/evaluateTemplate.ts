import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Environment } from 'nunjucks';
import { parse } from 'yaml';
import type { JsonObject, JsonValue } from '@backstage/types';

const nunjucks = new Environment(null, {
  autoescape: false,
  tags: { variableStart: '${{', variableEnd: '}}' },
});

/**
 * One of the software templates of this repository.
 *
 * @internal
 */
export function readTemplate(name: string) {
  return parse(
    readFileSync(
      resolve(__dirname, `../../../../templates/${name}/template.yaml`),
      'utf8',
    ),
  );
}

/**
 * What the scaffolder makes of a step's input: a lone expression keeps its type, and nothing stays nothing.
 *
 * @internal
 */
export function evaluateTemplate(
  value: JsonValue,
  parameters: JsonObject,
): unknown {
  if (typeof value === 'string') {
    const lone = /^\$\{\{([\s\S]+)\}\}$/.exec(value.trim());
    const text = nunjucks.renderString(
      lone ? `\${{ ( ${lone[1]} ) | dump }}` : value,
      { parameters },
    );
    if (text === '') return undefined;
    return lone ? JSON.parse(text) : text;
  }
  if (Array.isArray(value)) {
    return value.map(item => evaluateTemplate(item, parameters));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, item]) => [key, evaluateTemplate(item ?? null, parameters)])
        .filter(([, item]) => item !== undefined),
    );
  }
  return value;
}
