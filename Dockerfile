# syntax=docker/dockerfile:1

FROM node:24-bookworm-slim AS build
WORKDIR /plaza
ENV CI=true NUXT_TELEMETRY_DISABLED=1

# Packages first: this layer is made again only when they change.
COPY package.json package-lock.json .npmrc ./
COPY scripts/ scripts/
RUN node scripts/install.mjs

COPY . .
RUN npm run build

FROM node:24-bookworm-slim
WORKDIR /plaza
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000

COPY --from=build --chown=root:root /plaza/.output/ .output/

# The app writes nothing to its own folder, so the user that runs it owns none of it; what people upload is a volume's.
RUN mkdir /files && chown node:node /files
ENV NUXT_FILES_PATH=/files
VOLUME /files
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health/live`).then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

CMD ["node", ".output/server/index.mjs"]
