# The bot with its podcast server, for amd64 and arm64. It needs neither root nor a root file system
# that can be written to: what outlives it is in /data.
#
#   docker build -t discord-podcasts .
#   docker run -d --env DISCORD_TOKEN -p 127.0.0.1:5050:5050 -v discord-podcasts:/data discord-podcasts

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node .ci/build.mjs --clean \
	&& find dist -name '*.map' -delete \
	&& rm dist/.*.tsbuildinfo

FROM node:24-bookworm-slim AS packages
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
ARG WITH_FFMPEG=false
RUN if [ "$WITH_FFMPEG" = true ]; then \
		apt-get update \
		&& apt-get install -y --no-install-recommends ffmpeg \
		&& rm -rf /var/lib/apt/lists/*; \
	fi
# A new volume takes these rights over, so that `--user` may be anybody. What the bot writes there,
# only its own user may read.
RUN mkdir /data && chmod 777 /data
WORKDIR /app
COPY --from=packages /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY deploy/container.mjs deploy/health.mjs LICENSE package.json ./

# Inside a container nobody else listens; which port is open to whom is the container's affair.
ENV NODE_ENV=production DATA_DIR=/data HOST=0.0.0.0 PORT=5050
VOLUME /data
EXPOSE 5050
USER 1000:1000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
	CMD ["node", "/app/health.mjs"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/app/container.mjs"]
CMD ["start"]

# Last, since they differ from build to build.
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="discord-podcasts" \
	org.opencontainers.image.description="Puts a Discord voice channel on air: a bot with a built-in podcast server" \
	org.opencontainers.image.licenses="MIT" \
	org.opencontainers.image.version="$VERSION" \
	org.opencontainers.image.revision="$REVISION"
