// Tells tools (grpcurl, a console) which methods there are and what they take: what the repository says anyway.
import {
  createRegistry,
  type DescFile,
  type MessageInitShape,
  type Registry,
  toBinary,
} from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Code, type ConnectRouter } from '@connectrpc/connect';
import {
  ServerReflection,
  type ServerReflectionRequest,
  type ServerReflectionResponseSchema,
} from './proto/grpc/reflection/v1/reflection_pb.js';

type Answer = MessageInitShape<typeof ServerReflectionResponseSchema>['messageResponse'];

/** With all it stands on, so that one question is enough. */
const withImports = (file: DescFile): DescFile[] => [
  file,
  ...file.dependencies.flatMap(withImports),
];

/** `a.b.Message`, `a.b.Service` or `a.b.Service.Method`. */
const fileOf = (registry: Registry, symbol: string): DescFile | undefined =>
  (registry.get(symbol) ?? registry.getService(symbol.replace(/\.\w+$/, '')))?.file;

const filesAnswer = (file: DescFile | undefined): Answer => {
  if (file === undefined) return notFound;
  const files = new Set(withImports(file));
  const fileDescriptorProto = [...files].map(({ proto }) =>
    toBinary(FileDescriptorProtoSchema, proto),
  );
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto } };
};

const notFound: Answer = {
  case: 'errorResponse',
  value: { errorCode: Code.NotFound, errorMessage: 'nothing has this name' },
};

interface Known {
  readonly registry: Registry;
  readonly files: readonly DescFile[];
  readonly names: readonly string[];
}

const answerTo = (
  { messageRequest: asked }: ServerReflectionRequest,
  { registry, files, names }: Known,
): Answer => {
  switch (asked.case) {
    case 'listServices':
      return { case: 'listServicesResponse', value: { service: names.map((name) => ({ name })) } };
    case 'fileByFilename':
      return filesAnswer(files.find(({ proto }) => proto.name === asked.value));
    case 'fileContainingSymbol':
      return filesAnswer(fileOf(registry, asked.value));
    case 'fileContainingExtension':
    case 'allExtensionNumbersOfType':
    case undefined:
      return notFound;
    default:
      return asked satisfies never;
  }
};

export const serveReflection = (router: ConnectRouter, files: readonly DescFile[]): void => {
  const all = [...new Set(files.flatMap(withImports))];
  const known = {
    registry: createRegistry(...all),
    files: all,
    names: files.flatMap(({ services }) => services.map(({ typeName }) => typeName)),
  };
  router.service(ServerReflection, {
    async *serverReflectionInfo(requests) {
      for await (const originalRequest of requests) {
        const messageResponse = answerTo(originalRequest, known);
        yield { validHost: originalRequest.host, originalRequest, messageResponse };
      }
    },
  });
};
