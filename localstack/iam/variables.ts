// What is known of a request, and the variables of policies that it stands in for: `${aws:PrincipalAccount}`.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html

export type Context = Readonly<Record<string, string | readonly string[]>>;

/** Names of keys are the same in any case. */
export function valueIn(context: Context, key: string): string | readonly string[] | undefined {
  const wanted = key.toLowerCase();
  const name = Object.keys(context).find((one) => one.toLowerCase() === wanted);
  return name === undefined ? undefined : context[name];
}

const variable = /\$\{(?:([*?$])|([^},]+)(?:,\s*'([^']*)')?)\}/g;

export const hasVariables = (text: string) => text.search(variable) >= 0;

/** As a pattern that matches nothing but the text. */
export const asPattern = (text: string) => text.replace(/[*?$]/g, (sign) => `\${${sign}}`);
const asItIs = (text: string) => text;

/** The text without variables; undefined where one has no value, and so nothing is meant. */
export function filled(text: string, context: Context, as = asItIs): string | undefined {
  let isKnown = true;
  const result = text.replace(variable, (_, sign?: string, key = '', usual?: string) => {
    const value = sign ?? valueIn(context, key.trim()) ?? usual;
    // A key with several values is none.
    if (typeof value !== 'string') isKnown = false;
    return as(String(value));
  });
  return isKnown ? result : undefined;
}
