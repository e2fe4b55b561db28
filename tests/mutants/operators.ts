// The faults that are planted: small changes of one place in a source that a person could have made.
import { parseSync, Visitor } from 'oxc-parser';

export interface Mutant {
  readonly file: string;
  /** The kind of fault, for the tally. */
  readonly operator: string;
  /** The place in the source, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const otherOperator: Readonly<Record<string, readonly [operator: string, other: string]>> = {
  '<': ['boundary', '<='],
  '<=': ['boundary', '<'],
  '>': ['boundary', '>='],
  '>=': ['boundary', '>'],
  '===': ['equality', '!=='],
  '!==': ['equality', '==='],
  '+': ['arithmetic', '-'],
  '-': ['arithmetic', '+'],
  '*': ['arithmetic', '/'],
  '&&': ['logic', '||'],
  '||': ['logic', '&&'],
  '+=': ['arithmetic', '-='],
  '-=': ['arithmetic', '+='],
};

/** Members of an item or a write whose absence only the database would notice. */
const vital = /^(condition|refused|expiresAt|ttl|GSI\w*|gsi\w*|messageId|deduplicationId)$/i;

/** What is only told: whether it is said is nobody's outcome. */
const isTold = (source: string): boolean =>
  /^(await )?(\w+\.)*(log|logger|metrics|span|tracer|terminal)\b/.test(source);

interface Spanned {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Every fault of the kinds above that can be planted in one source. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const found: Mutant[] = [];
  const add = (operator: string, { start, end }: Pick<Spanned, 'start' | 'end'>, text: string) =>
    found.push({ file, operator, start, end, text });
  const textOf = ({ start, end }: Spanned) => source.slice(start, end);

  function swap(node: Spanned & { left: Spanned; right: Spanned; operator: string }) {
    const [operator, other] = otherOperator[node.operator] ?? [];
    if (!operator || !other) return;
    const between = source.slice(node.left.end, node.right.start);
    const at = node.left.end + between.indexOf(node.operator);
    add(operator, { start: at, end: at + node.operator.length }, other);
  }

  const negate = (test: Spanned) => add('condition', test, `!(${textOf(test)})`);

  function dropEntries(elements: readonly (Spanned | null)[]) {
    for (const element of elements) {
      const kinds = ['SpreadElement', 'CallExpression', 'ObjectExpression'];
      if (!element || !kinds.includes(element.type)) continue;
      const comma = /^\s*,/.exec(source.slice(element.end))?.[0].length ?? 0;
      add('dropped entry', { start: element.start, end: element.end + comma }, '');
    }
  }

  const types: Spanned[] = [];
  const isType = (node: Spanned) => void types.push(node);

  new Visitor({
    TSTypeAnnotation: isType,
    TSTypeAliasDeclaration: isType,
    TSInterfaceDeclaration: isType,
    TSTypeParameterInstantiation: isType,
    BinaryExpression: swap,
    LogicalExpression: swap,
    AssignmentExpression: swap,
    IfStatement: ({ test }) => negate(test),
    ConditionalExpression: ({ test }) => negate(test),
    // An empty block may stand wherever a statement may; an empty statement may not.
    ThrowStatement: (node) => add('dropped throw', node, '{}'),
    ExpressionStatement(node) {
      if (node.expression.type === 'Literal' || isTold(textOf(node))) return;
      add('dropped statement', node, '{}');
    },
    ArrayExpression: ({ elements }) => dropEntries(elements),
    Property(node) {
      if (node.key.type !== 'Identifier' || !vital.test(node.key.name)) return;
      const comma = /^\s*,/.exec(source.slice(node.end))?.[0].length ?? 0;
      add('dropped member', { start: node.start, end: node.end + comma }, '');
    },
    Literal(node) {
      if (typeof node.value === 'number') add('constant', node, String(node.value + 1));
      if (typeof node.value === 'boolean') add('constant', node, String(!node.value));
    },
    CallExpression({ callee }) {
      if (callee.type !== 'MemberExpression' || textOf(callee.object) !== 'Math') return;
      const other = { min: 'max', max: 'min', ceil: 'floor', floor: 'ceil' }[
        textOf(callee.property)
      ];
      if (other) add('rounding', callee.property, other);
    },
  }).visit(program(file, source));
  // A literal in a type changes nothing that runs.
  return found.filter(
    ({ start }) => !types.some((type) => start >= type.start && start < type.end),
  );
}

function program(file: string, source: string) {
  const parsed = parseSync(file, source);
  const [error] = parsed.errors;
  if (error) throw new Error(`${file}: ${error.message}`);
  return parsed.program;
}
