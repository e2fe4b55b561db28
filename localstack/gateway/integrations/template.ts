// Substitutes the variables of mapping templates and of gateway responses; directives are refused at start.

/** Variables a template may name, without the leading `$`, e.g. `context.requestId`. */
export type Variables = (name: string) => string | undefined;

const variable =
  /\$(?:\{([\w.-]+)\}|((?:context|stageVariables|input)(?:\.[\w-]+)*))(?:\('([^']*)'\))?/g;
const directive = /#(?:set|if|else|elseif|end|foreach|macro|define)\b|\$util\./;

export function render(template: string, variables: Variables): string {
  return template.replace(
    variable,
    (_whole, braced?: string, plain?: string, argument?: string) => {
      const name = braced ?? plain ?? '';
      return variables(argument === undefined ? name : `${name}(${argument})`) ?? '';
    },
  );
}

/** Answers what a template uses that the embedded gateway does not do, or undefined. */
export function unsupported(template: string): string | undefined {
  return directive.exec(template)?.[0];
}

/** A mapping expression: a quoted constant, or the name of a value. */
export function evaluate(expression: string, variables: Variables): string | undefined {
  const constant = /^'(.*)'$/s.exec(expression);
  return constant ? constant[1] : variables(expression);
}
