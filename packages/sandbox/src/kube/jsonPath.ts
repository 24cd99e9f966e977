import { isRecord } from './json';

type Step = (values: unknown[]) => unknown[];

const TOKEN =
  /\.((?:[^.[\]\\]|\\.)+)|\[\?\(@\.([A-Za-z0-9_]+)\s*==\s*["']([^"']*)["']\)\]|\[(\d+|\*)\]/g;

function fieldStep(name: string): Step {
  return values =>
    values.flatMap(value =>
      isRecord(value) && value[name] !== undefined ? [value[name]] : [],
    );
}

function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function parse(path: string): Step[] {
  const result: Step[] = [];
  for (const match of path.matchAll(TOKEN)) {
    const [, field, filterField, filterValue, index] = match;
    if (field !== undefined) {
      result.push(fieldStep(field.replaceAll(/\\(.)/g, '$1')));
    } else if (filterField !== undefined) {
      result.push(values =>
        values
          .flatMap(itemsOf)
          .filter(item => isRecord(item) && item[filterField] === filterValue),
      );
    } else if (index === '*') {
      result.push(values => values.flatMap(itemsOf));
    } else {
      result.push(values =>
        values.flatMap(value => itemsOf(value).slice(+index, +index + 1)),
      );
    }
  }
  return result;
}

/** The values a kubectl JSON path finds: fields, `[0]`, `[*]` and `[?(@.a=="b")]`. */
export function findByPath(value: unknown, path: string): unknown[] {
  return parse(path).reduce((values, step) => step(values), [value]);
}
