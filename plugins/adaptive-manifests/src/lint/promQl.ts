import { parser } from '@prometheus-io/lezer-promql';

/** What a query selects: metric names with their matchers, as texts. */
export interface QuerySelector {
  metric: string;
  labels: Record<string, string>;
}

/** What the lint needs to know about a PromQL query. */
export interface QueryFacts {
  /** Position of the first fault; absent when the query is PromQL. */
  faultAt?: number;
  /** Whether the result is a quotient. */
  isRatio: boolean;
  selectors: QuerySelector[];
}

type Node = ReturnType<typeof parser.parse>['topNode'];

/** Functions that bring a value into limits and change nothing about what it is. */
const LIMITS = /^clamp(_max|_min)?$/;

function textOf(node: Node, query: string): string {
  return query.slice(node.from, node.to);
}

/** The expression inside parentheses and limits. */
function inner(node: Node, query: string): Node {
  if (node.name === 'ParenExpr' || node.name === 'PromQL') {
    const child = node.firstChild;
    return child ? inner(child, query) : node;
  }
  const name = node.name === 'FunctionCall' && node.firstChild;
  if (name && LIMITS.test(textOf(name, query))) {
    const argument = node.getChild('FunctionCallBody')?.firstChild;
    return argument ? inner(argument, query) : node;
  }
  return node;
}

/** Undoes the escapes of a PromQL string; back-quoted strings have none. */
function unquoted(literal: string): string {
  const body = literal.slice(1, -1);
  return literal.startsWith('`')
    ? body
    : body.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
}

function labelsOf(selector: Node, query: string): Record<string, string> {
  const labels: Record<string, string> = {};
  const matchers =
    selector.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ??
    [];
  for (const matcher of matchers) {
    const name = matcher.getChild('LabelName');
    const operator = matcher.getChild('MatchOp');
    const value = matcher.getChild('StringLiteral');
    if (name && value && operator && textOf(operator, query) === '=') {
      labels[textOf(name, query)] = unquoted(textOf(value, query));
    }
  }
  return labels;
}

/** Reads a PromQL query with the grammar of Prometheus' own editor. */
export function readQuery(query: string): QueryFacts {
  const tree = parser.parse(query);
  const selectors: QuerySelector[] = [];
  let faultAt: number | undefined = query.trim() === '' ? 0 : undefined;
  tree.iterate({
    enter: ({ node, type }) => {
      if (type.isError) faultAt ??= node.from;
      if (node.name !== 'VectorSelector') return;
      const metric = node.getChild('Identifier');
      selectors.push({
        metric: metric ? textOf(metric, query) : '',
        labels: labelsOf(node, query),
      });
    },
  });
  const top = inner(tree.topNode, query);
  return {
    ...(faultAt === undefined ? {} : { faultAt }),
    isRatio: top.name === 'BinaryExpr' && top.getChild('Div') !== null,
    selectors,
  };
}
