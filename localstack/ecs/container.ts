// The container of a task as the template declares it.
import type { Images, Resource } from '../cloud/cloud.ts';
import {
  flag,
  object,
  objects,
  optionalNumber,
  optionalText,
  type Properties,
  ResourceError,
  texts,
} from '../cloud/read.ts';
import type { ContainerDefinition, Isolation } from './definition.ts';

/** The one container whose image is an asset; sidecars that are not essential are left out. */
export function containerOf(images: Images, resource: Resource): ContainerDefinition {
  const containers = objects(resource.properties, 'ContainerDefinitions');
  const runnable = containers.filter((one) => directoryOf(images, one) !== undefined);
  const left = containers.find((one) => !runnable.includes(one) && one.Essential !== false);
  const [container, second] = runnable;
  if (left || !container || second) {
    throw new ResourceError(
      resource,
      left
        ? `the image of the container ${left.Name} is not an asset of this assembly`
        : 'a task with exactly one container from an image asset is handled',
    );
  }
  const [mapping] = objects(container, 'PortMappings');
  return {
    name: optionalText(container, 'Name') ?? resource.logicalId,
    directory: directoryOf(images, container) ?? '',
    arguments: argumentsOf(resource, container),
    environment: Object.fromEntries(
      objects(container, 'Environment').map(({ Name, Value }) => [String(Name), String(Value)]),
    ),
    secrets: Object.fromEntries(
      objects(container, 'Secrets').map(({ Name, ValueFrom }) => [String(Name), String(ValueFrom)]),
    ),
    port: mapping && optionalNumber(mapping, 'ContainerPort'),
    // 30 s is the default of ECS.
    stopTimeoutMs: (optionalNumber(container, 'StopTimeout') ?? 30) * 1000,
    isolation: isolationOf(container),
  };
}

function isolationOf(container: Properties): Isolation {
  const linux = object(container, 'LinuxParameters');
  return {
    user: optionalText(container, 'User'),
    readOnlyRoot: flag(container, 'ReadonlyRootFilesystem'),
    initProcess: flag(linux, 'InitProcessEnabled'),
    droppedCapabilities: texts(object(linux, 'Capabilities'), 'Drop'),
  };
}

function directoryOf(images: Images, container: Properties): string | undefined {
  return images.directory(optionalText(container, 'Image') ?? '');
}

function argumentsOf(resource: Resource, container: Properties): string[] {
  const command = [...texts(container, 'EntryPoint'), ...texts(container, 'Command')];
  if (command.length === 0) return ['main.mjs'];
  if (command[0] !== 'node') throw new ResourceError(resource, `cannot run ${command.join(' ')}`);
  return command.slice(1);
}
