# eks-cross-account for CI: `docker run --rm -v "$PWD:/work" IMAGE prove infra`. The release workflow builds it from the
# tarball that it publishes, which it puts beside this file as package.tgz.
ARG NODE_IMAGE=node:22.21.1-bookworm-slim

FROM ${NODE_IMAGE} AS install
WORKDIR /opt/eks-cross-account
COPY package.tgz ./
RUN npm install --omit=dev --ignore-scripts --no-audit --no-fund ./package.tgz && rm package.tgz

FROM ${NODE_IMAGE}
ENV NODE_ENV=production PATH=/opt/eks-cross-account/node_modules/.bin:$PATH
COPY --from=install --chown=root:root /opt/eks-cross-account /opt/eks-cross-account
WORKDIR /work
# by number, so that Kubernetes can see that it is not root
USER 1000:1000
ENTRYPOINT ["eks-cross-account"]
CMD ["--help"]
