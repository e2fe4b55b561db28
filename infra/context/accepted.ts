// Whether the CDK app takes a stage and its context (CDK_CONTEXT_JSON): one line and exit code 2 where it does not.
import { RootConstruct } from 'constructs';
import { stageFrom } from '../stages.ts';

const { node } = new RootConstruct();
for (const [name, value] of Object.entries(JSON.parse(process.env.CDK_CONTEXT_JSON ?? '{}'))) {
  node.setContext(name, value);
}
try {
  stageFrom(node);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
