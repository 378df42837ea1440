# The commands of the house; each installs what it lacks. What they do is in tools/.
#   CONFIG=debug   builds faster, runs slower (make run, make build)
#   PORT=8081      another port for make run
SHELL := bash
CONFIG ?= release
PORT ?= 8080
export CONFIG PORT

.DEFAULT_GOAL := help
.PHONY: help run test bench lint format build setup clean

help: ## 列出可用的命令
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

run: ## 安装、编译、生成演示数据,打开 http://127.0.0.1:8080
	@tools/run.sh

test: ## 全部检查与测试(SQLite 与 PostgreSQL、第三方评判、浏览器)
	@tools/test.sh

bench: ## 性能对照,结果写入 .local/bench.md
	@tools/bench.sh

lint: ## 代码格式与规则检查
	@tools/lint.sh

format: ## 按 .swift-format 整理代码格式
	@tools/lint.sh --fix

build: ## 编译 mingcha 与 mingcha-verify
	@tools/build.sh

setup: ## 只安装运行所需的软件
	@tools/setup.sh run

clean: ## 删除编译结果与本地工具(保留 data/)
	@rm -rf .build .local Sources/Web/Public/vendor
	@echo "==> 已清理;data/ 中的数据没有动"
