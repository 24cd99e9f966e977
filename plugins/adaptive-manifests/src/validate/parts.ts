import type { EngineInput, ImageInput } from '../model';
import { shown } from '../parse/inputReader';
import type { Findings } from './findings';
import { setAt } from './fixes';
import { isImageRepository, isImageTag, isRegistry, urlFault } from './syntax';

function checkImage(path: string, image: ImageInput, findings: Findings): void {
  if (!isImageRepository(image.repository)) {
    findings.error(
      'image-repository',
      `${path}.repository`,
      `${path}.repository is ${shown(
        image.repository,
      )}, which is no image repository`,
      "Accepted are lower case letters and digits, joined by '.', '_', '-' and '/', without registry and tag",
    );
  }
  if (!isImageTag(image.tag)) {
    findings.error(
      'image-tag',
      `${path}.tag`,
      `${path}.tag is ${shown(image.tag)}, which is no image tag`,
      "Accepted are at most 128 letters, digits, '_', '.' and '-'; a ':' belongs to no tag, although the chart's own defaults have one",
    );
  } else if (image.tag === 'latest') {
    findings.warning(
      'image-tag-moves',
      `${path}.tag`,
      `${path}.tag is 'latest', so that the engine can change without a change in git`,
      'Name a version',
    );
  }
}

function checkImages(input: EngineInput, findings: Findings): void {
  if (!isRegistry(input.containerRegistry)) {
    findings.error(
      'container-registry',
      'containerRegistry',
      `containerRegistry is ${shown(
        input.containerRegistry,
      )}, which is no registry`,
      'Accepted is a host with optional port and path and without a scheme, for example registry.example.com/adaptive',
    );
  }
  checkImage('images.harmony', input.images.harmony, findings);
  checkImage('images.controlPlane', input.images.controlPlane, findings);
  if (input.images.sandkasten) {
    checkImage('images.sandkasten', input.images.sandkasten, findings);
  } else {
    findings.warning(
      'sandkasten-image',
      'images.sandkasten',
      "images.sandkasten is not given, so that the chart's placeholder adaptive-repository:latest is pulled, which hardly exists in the registry",
      'Name the image of the sandbox service',
    );
  }
}

function checkUrls(input: EngineInput, findings: Findings): void {
  const rootFault = urlFault(input.rootUrl, false);
  if (rootFault) {
    findings.error(
      'root-url',
      'rootUrl',
      `rootUrl is ${shown(input.rootUrl)}, which ${rootFault}`,
      'Accepted is the http or https URL of the control plane without path, query and credentials, for example https://chat.example.com',
    );
  } else if (new URL(input.rootUrl).protocol === 'http:') {
    findings.warning(
      'root-url-http',
      'rootUrl',
      `rootUrl is ${shown(
        input.rootUrl,
      )}; the control plane marks its session cookies as secure, so that nobody can sign in without https`,
      'Use https',
      setAt('rootUrl', input.rootUrl.replace(/^http:/i, 'https:')),
    );
  }
  if (input.mlflow.mode === 'external') {
    const fault = urlFault(input.mlflow.url, true);
    if (fault) {
      findings.error(
        'mlflow-url',
        'mlflow.url',
        `mlflow.url is ${shown(input.mlflow.url)}, which ${fault}`,
        'Accepted is an http or https URL without query and credentials, for example http://mlflow.mlflow:5000',
      );
    }
  }
  if (input.mlflow.mode === 'internal' && !input.mlflow.storage) {
    findings.info(
      'mlflow-not-persistent',
      'mlflow.mode',
      "mlflow.mode is internal; the chart's MLflow keeps runs and artifacts in a volume that ends with its pod",
      'Give mlflow.storage, or use an external MLflow, for runs that must be kept',
      setAt('mlflow.storage', { size: '10Gi' }),
    );
  }
}

/** Images and URLs. */
export function checkParts(input: EngineInput, findings: Findings): void {
  checkImages(input, findings);
  checkUrls(input, findings);
}
