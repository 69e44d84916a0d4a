/**
 * Removes all containers with a label, running or not, with their volumes. Plain JavaScript, because the reaper runs
 * without a TypeScript loader.
 *
 * @param {import('dockerode')} docker
 * @param {string} label `name=value`
 */
export async function removeContainers(docker, label) {
  const found = await docker.listContainers({ all: true, filters: { label: [label] } });
  await Promise.all(
    found.map(({ Id }) =>
      docker
        .getContainer(Id)
        .remove({ force: true, v: true })
        .catch((error) => {
          // Gone, or going: somebody else was faster.
          if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
        }),
    ),
  );
}
