// What SNS refuses and fauxqs takes: subjects, structured messages and filter policies.
// https://docs.aws.amazon.com/sns/latest/api/API_Operations.html
import { isAlternatives } from '../cloud/filters/event-filter.ts';
import { isObject, isText, ruleValues } from '../cloud/filters/rule-values.ts';
import { invalid } from './rules/publishing.ts';
import { checkSubscriptionAttributes } from './rules/subscribing.ts';
import { addressesIn } from './sns-filter.ts';

type Form = Readonly<Record<string, string>>;

function parsed(text: string, failure: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(failure);
  }
}

/** Up to 100 characters, without line ends and controls, and not beginning with a space. */
function checkSubject(subject: string): void {
  if (!/^\S[^\p{Cc}\u2028\u2029]{0,99}$/u.test(subject)) throw invalid('Subject');
}

/** What goes to a queue of a message that differs by protocol. */
function forQueues(message: string): string {
  const body = parsed(message, 'Message Structure - JSON message body failed to parse');
  if (!isObject(body) || typeof body.default !== 'string') {
    throw invalid('Message Structure - No default entry in JSON message body');
  }
  return typeof body.sqs === 'string' ? body.sqs : body.default;
}

const entry = /^(?:PublishBatchRequestEntries\.member\.\d+\.)?(Subject|MessageStructure)$/;

/** The form as it goes on: subscriptions are queues, so a structured message is what they get of it. */
export function publishForm(form: Form): Form {
  const result: Record<string, string> = { ...form };
  for (const [name, value] of Object.entries(form)) {
    const member = entry.exec(name)?.[1];
    if (member === 'Subject') checkSubject(value);
    if (member !== 'MessageStructure') continue;
    if (value !== 'json') throw invalid('MessageStructure Reason: Invalid message structure value');
    const message = name.replace('MessageStructure', 'Message');
    result[message] = forQueues(form[message] ?? '');
    delete result[name];
  }
  return result;
}

const isNumber = (value: unknown) => typeof value === 'number' && Math.abs(value) <= 1e9;

const isAddresses = (value: unknown): boolean => {
  try {
    return isText(value) && addressesIn(String(value)) !== undefined;
  } catch {
    return false;
  }
};

const operators: Readonly<Record<string, (value: unknown) => boolean>> = {
  ...ruleValues({ isNumber, isAffix: isText }),
  cidr: isAddresses,
};

function checkRule(name: string, rule: unknown): void {
  if (Array.isArray(rule)) throw invalid(`FilterPolicy: "${name}" has a list within a list`);
  if (typeof rule === 'number' && !isNumber(rule)) {
    throw invalid(`FilterPolicy: "${name}" has a number that is not from -10^9 to 10^9`);
  }
  if (!isObject(rule)) return;
  const [[operator = '', value] = [], ...more] = Object.entries(rule);
  const isValid = Object.hasOwn(operators, operator) && operators[operator]?.(value);
  if (!isValid || more.length > 0) {
    throw invalid(`FilterPolicy: Unrecognized match type or value ${operator} at "${name}"`);
  }
}

function checkMember(name: string, rules: unknown, mayNest: boolean): void {
  if (isObject(rules) && mayNest) {
    checkPolicy(rules, mayNest);
    return;
  }
  if (!Array.isArray(rules) || rules.length === 0) {
    throw invalid(`FilterPolicy: "${name}" must be an object or an array`);
  }
  for (const rule of rules) {
    if (isAlternatives(name, rules)) checkPolicy(rule, mayNest);
    else checkRule(name, rule);
  }
}

function checkPolicy(policy: unknown, mayNest: boolean): void {
  if (!isObject(policy)) throw invalid('FilterPolicy: it is a JSON object');
  for (const [name, rules] of Object.entries(policy)) checkMember(name, rules, mayNest);
}

/** Throws InvalidParameter. Only what looks at bodies may look into objects. */
export function checkFilterPolicy(policy: string, scope: string | undefined): void {
  const mayNest = scope === 'MessageBody';
  checkPolicy(parsed(policy, 'FilterPolicy: failed to parse JSON.'), mayNest);
}

/** `Attributes.entry.1.key` and `.value` of a Subscribe or CreateTopic. */
export function attributesOf(form: Form): Record<string, string> {
  const keys = Object.entries(form).filter(([name]) => /^Attributes\.entry\.\d+\.key$/.test(name));
  return Object.fromEntries(
    keys.map(([name, key]) => [key, form[name.replace(/key$/, 'value')] ?? '']),
  );
}

/** Throws InvalidParameter. `scope` is that of the subscription so far. */
export function checkSubscription(form: Form, scope: string | undefined): void {
  const { AttributeName, AttributeValue = '' } = form;
  const attributes = AttributeName ? { [AttributeName]: AttributeValue } : attributesOf(form);
  checkSubscriptionAttributes(attributes);
  const policy = attributes.FilterPolicy;
  if (policy === undefined || policy === '') return;
  checkFilterPolicy(policy, attributes.FilterPolicyScope ?? scope);
}
