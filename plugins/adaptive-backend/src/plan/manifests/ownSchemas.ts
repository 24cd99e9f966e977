import type { Schemas, Shape } from './types';

const texts: Shape = { list: 'string' };
const maps: Shape = { list: { map: 'any' } };

/** Kinds that have no published declarations: files that kustomize reads, which no API server knows. */
export const ownSchemas: Schemas = {
  kinds: { 'kustomize.config.k8s.io/v1beta1 Kustomization': '#Kustomize' },
  types: {
    Kustomize: {
      required: [],
      fields: {
        apiVersion: 'string',
        kind: 'string',
        metadata: { map: 'any' },
        resources: texts,
        components: texts,
        configurations: texts,
        crds: texts,
        generators: texts,
        transformers: texts,
        validators: texts,
        namespace: 'string',
        namePrefix: 'string',
        nameSuffix: 'string',
        labels: maps,
        commonLabels: { map: 'string' },
        commonAnnotations: { map: 'string' },
        buildMetadata: texts,
        configMapGenerator: { list: '#Generator' },
        secretGenerator: { list: '#Generator' },
        generatorOptions: '#GeneratorOptions',
        helmCharts: maps,
        helmGlobals: { map: 'any' },
        images: maps,
        openapi: { map: 'any' },
        patches: maps,
        patchesJson6902: maps,
        patchesStrategicMerge: texts,
        replacements: maps,
        replicas: maps,
        sortOptions: { map: 'any' },
      },
    },
    Generator: {
      required: ['name'],
      fields: {
        name: 'string',
        namespace: 'string',
        behavior: { enum: ['create', 'replace', 'merge'] },
        files: texts,
        literals: texts,
        envs: texts,
        type: 'string',
        options: '#GeneratorOptions',
      },
    },
    GeneratorOptions: {
      required: [],
      fields: {
        labels: { map: 'string' },
        annotations: { map: 'string' },
        disableNameSuffixHash: 'boolean',
        immutable: 'boolean',
      },
    },
  },
};
