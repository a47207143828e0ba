import type { Catalogue } from '../catalog.ts';
import type { PhraseFacts } from '../phrase.ts';

// Not reviewed by a native speaker yet.
// Addresses the person as “você”, most often without naming the person.

/** The noun bends, and the name follows it untouched: whatever the app calls its service, no article or number of the name meets a verb or a preposition. */
const bend =
  (bent: string, otherwise: string) =>
  ({ service }: PhraseFacts): string =>
    service.startsWith('o ') ? `${bent} ${service.slice(2)}` : `${otherwise}${service}`;

const of = bend('do', 'de ');
const inService = bend('no', 'em ');

const NOT_YOUR_SIDE = 'Em geral, isso não vem do seu dispositivo nem da sua conexão.';
const WE_GO_ON = 'Continuamos tentando. Não é preciso fazer nada.';
const OR_CONNECTION = 'Se outros sites também não abrirem, o problema está na conexão.';
const CHECK_FIRST =
  'Aguarde alguns minutos. Se você estava enviando algo, verifique se chegou antes de enviar de novo.';
const KEEPS_COMING_AND_GOING = 'A conexão cai e volta o tempo todo.';
const NO_NETWORK = 'Seu dispositivo informa que não há conexão de rede.';

/** Everything that notices can say, in the Portuguese of Brazil. */
export const ptBR: Required<Catalogue> = {
  'service.name': 'o serviço',
  'service.start': 'O serviço',
  'service.named': 'o serviço “{what}”',
  'service.named.start': 'O serviço “{what}”',
  announcement: '{title}. {text}',

  'slow.title': '{Service} está demorando mais que o normal',
  'slow.detail': '{Service} ainda não respondeu. Até agora nada deu errado.',
  'slow.advice': 'Continuamos aguardando a resposta.',
  'slow.slow-connection.detail': 'Sua conexão parece lenta no momento.',
  'slow.slow-connection.advice': 'Ainda pode dar certo. Um lugar com sinal melhor pode ajudar.',
  'slow.many.title': 'Vários serviços estão lentos no momento',
  'slow.many.detail': 'Eles ainda não responderam. Até agora nada deu errado.',
  'slow.write.title': 'O envio para {service} ainda está em andamento',
  'slow.write.named.title': 'O envio de “{what}” ainda está em andamento',
  'slow.write.detail': '{Service} ainda não confirmou. Até agora nada deu errado.',
  'slow.write.advice': 'Não é preciso tocar no botão de novo.',
  'slow.playback.title': 'O carregamento está lento',
  'slow.playback.detail': 'O vídeo está chegando mais devagar do que é reproduzido.',
  'slow.playback.advice': 'Ele pode parar um pouco para carregar. Com qualidade menor, talvez não pare.',

  'bad-gateway.title': '{Service} não está respondendo direito',
  'bad-gateway.detail':
    'A conexão funcionou, mas não foi possível usar a resposta. Em geral, isso dura pouco e não vem do seu dispositivo nem da sua conexão.',
  'bad-gateway.advice': WE_GO_ON,
  'unavailable.title': '{Service} não está disponível agora',
  'unavailable.detail': `Há trabalho demais por lá, ou está fechado por um tempo. ${NOT_YOUR_SIDE}`,
  'unavailable.advice': WE_GO_ON,
  'unavailable-until.title': '{Service} pediu para esperarmos',
  'unavailable-until.detail': 'Não está disponível agora, e recebemos a informação de quando voltar.',
  'unavailable-until.advice': 'Você pode deixar esta página aberta. Tentaremos de novo nesse momento.',
  'gateway-timeout.title': '{Service} está demorando demais para responder',
  'gateway-timeout.detail': `A conexão funcionou, mas {service} ainda aguardava um de seus próprios sistemas. ${NOT_YOUR_SIDE}`,
  'gateway-timeout.advice': WE_GO_ON,
  'timeout.title': (facts) => `Ainda sem resposta ${of(facts)}`,
  'timeout.detail': (facts) => `Perguntamos e nada chegou. A causa pode estar na conexão ou ${inService(facts)}.`,
  'timeout.advice': 'Continuamos tentando.',
  'server-error.title': (facts) => `Algo deu errado ${inService(facts)}`,
  'server-error.detail': `Houve um problema com o que pedimos. ${NOT_YOUR_SIDE}`,
  'server-error.advice': 'Continuamos tentando.',
  'rate-limited.title': (facts) => `Aguardando a liberação ${of(facts)}`,
  'rate-limited.detail': '{Service} limita a frequência de uso e pediu para irmos mais devagar.',
  'rate-limited.advice': 'Continuaremos assim que for permitido. Não é preciso fazer nada.',
  'network.title': 'Sem conexão com {service}',
  'network.detail': (facts) =>
    `Não conseguimos chegar lá. A causa pode estar na conexão, em uma extensão do navegador, em um programa de segurança ou ${inService(facts)}.`,
  'network.advice': `Continuamos tentando. ${OR_CONNECTION}`,
  'network.device.title': 'Não conseguimos nos conectar a nada agora',
  'network.device.detail':
    'Vários serviços estão inacessíveis ao mesmo tempo. Muito provavelmente o problema está na conexão.',
  'network.device.flapping.detail': KEEPS_COMING_AND_GOING,
  'offline.title': 'Parece que não há conexão',
  'offline.detail': NO_NETWORK,
  'offline.advice': 'Continuaremos quando a conexão voltar.',
  'offline.flapping.detail': KEEPS_COMING_AND_GOING,
  'offline.when.retrying': 'A conexão pode ter voltado. Tentando de novo…',
  'many.title': 'Vários serviços não estão respondendo',
  'many.detail': 'Afetados: {list}. Em geral, isso não vem do seu dispositivo.',
  'many.advice': WE_GO_ON,
  'paused.title': '{Service} não está respondendo agora',
  'paused.detail': 'Várias tentativas seguidas falharam. Por isso, damos um tempo para a recuperação.',
  'paused.advice': 'Verificaremos de novo automaticamente. Não é preciso fazer nada.',

  'playback.title': 'Aguardando a próxima parte do vídeo',
  'playback.detail': '{Service} ainda não está enviando a próxima parte. Em geral, isso não vem do seu dispositivo.',
  'playback.advice': 'O vídeo continuará sozinho quando chegar mais.',
  'network.playback.detail': (facts) =>
    `A próxima parte não está chegando. A causa pode estar na conexão ou ${inService(facts)}.`,

  'slow-connection.advice': 'O sinal parece fraco. Continuamos tentando.',
  'flapping.detail': '{Service} cai e volta o tempo todo.',
  'long-outage.detail': 'Isso já dura {duration}. Continuamos verificando em segundo plano.',
  'not-saved': 'Nada foi salvo.',
  'work-kept': 'O que você preencheu ainda está aqui.',
  affected: 'Afetados: {list}.',

  'when.waiting': 'Tentaremos de novo em até {wait}.',
  'when.waiting.soon': 'Tentaremos de novo em alguns segundos.',
  // Fits a time as well as a day with a time.
  'when.waiting.clock': 'Próxima tentativa: {time}.',
  'when.retrying': 'Tentando de novo…',
  'when.paused': 'Verificaremos de novo em até {wait}.',
  'when.paused.soon': 'Verificaremos de novo em alguns segundos.',
  'when.paused.clock': 'Próxima verificação: {time}.',
  'when.failed': 'Você pode tentar de novo a partir de: {time}.',
  waiting: {
    one: '{n} operação em espera.',
    many: '{n} de operações em espera.',
    other: '{n} operações em espera.',
  },

  'recovered.title': '{Service} voltou a funcionar',
  'recovered.detail': 'Tudo o que estava em espera foi concluído.',
  'recovered.partial': {
    one: 'Algo que você pediu não carregou. Tente de novo quando quiser.',
    many: 'Parte do que você pediu não carregou. Tente de novo quando quiser.',
    other: 'Parte do que você pediu não carregou. Tente de novo quando quiser.',
  },
  'recovered.partial.named': 'Não carregou: {list}. Tente de novo quando quiser.',
  'recovered.offline.title': 'Você está on-line de novo',
  'recovered.network.title': 'A conexão voltou',
  'recovered.many.title': 'Os serviços voltaram a funcionar',
  'recovered.playback.title': 'A reprodução continua',
  'recovered.playback.detail': 'A próxima parte chegou.',

  'failed.title': 'Lamentamos, {service} ainda não responde',
  'failed.detail': {
    one: 'Tentamos uma vez, e não funcionou.',
    many: 'Tentamos {n} de vezes durante {duration}, e não funcionou.',
    other: 'Tentamos {n} vezes durante {duration}, e não funcionou.',
  },
  'failed.unsent.detail': 'Nada chegou até {service}, porque não houve resposta.',
  'failed.advice': 'Tente de novo em alguns minutos.',
  'failed.timeout.title': (facts) => `Lamentamos, não houve resposta ${of(facts)}`,
  'failed.network.title': 'Lamentamos, não houve conexão com {service}',
  'failed.network.advice': `Tente de novo daqui a pouco. ${OR_CONNECTION}`,
  'failed.offline.title': 'Lamentamos, sem conexão com {service}',
  'failed.offline.unsent.detail': 'Não enviamos nada, porque seu dispositivo informou que não havia conexão.',
  'failed.offline.advice': 'Tente de novo quando a conexão voltar.',
  'failed.device.title': 'Lamentamos, não foi possível conectar',
  'failed.device.detail': 'Nada passou durante {duration}. Por isso, paramos de tentar.',
  'failed.server-error.title': (facts) => `Lamentamos, há algo errado ${inService(facts)}`,
  'failed.unavailable-until.title': 'Lamentamos, {service} ainda não está disponível',
  'failed.rate-limited.title': 'Lamentamos, {service} precisa de uma pausa maior',
  'failed.rate-limited.write.title': 'Não foi salvo: {service} pediu para esperarmos',
  'failed.rate-limited.write.named.title': 'Não foi possível salvar “{what}”',
  'failed.rate-limited.write.detail': '{Service} limita a frequência de uso. Por isso, nada foi salvo.',
  'failed.playback.title': 'Lamentamos, este vídeo parou de carregar',
  'failed.playback.detail': 'A próxima parte não chegou.',
  'failed.playback.advice': 'Tente de novo daqui a pouco.',

  'not-sent.title': 'Não enviado: sem conexão com {service}',
  'not-sent.named.title': 'Sem conexão, não foi possível enviar “{what}”',
  'not-sent.device.title': 'Nada foi enviado: não havia conexão',
  'not-sent.detail': 'Seu dispositivo informou que não havia conexão. Por isso, nada foi enviado.',
  'not-sent.network.detail': 'Não conseguimos chegar lá. Por isso, nada foi enviado.',
  'not-sent.advice': 'Envie de novo quando a conexão voltar.',
  'not-sent.network.advice': `Envie de novo daqui a pouco. ${OR_CONNECTION}`,

  'outcome-unknown.title': 'Não sabemos se isso foi salvo',
  'outcome-unknown.named.title': 'Não sabemos se foi possível salvar “{what}”',
  'outcome-unknown.upstream.title': 'Não sabemos se {service} salvou isso',
  'outcome-unknown.detail': 'Enviamos, mas {service} não confirmou. Pode ter chegado ou não.',
  'outcome-unknown.advice': 'Verifique antes de enviar de novo.',
  'stopped.title': 'Paramos de tentar a conexão com {service}',
  'stopped.detail': '{Service} talvez ainda esteja com problemas.',
  'stopped.device.title': 'Paramos de tentar a conexão',
  'stopped.device.detail': 'A conexão talvez ainda não tenha voltado.',
  'stopped.advice': 'Você pode tentar de novo quando quiser.',

  'not-found.title': 'Não encontramos isso',
  'not-found.named.title': 'Não encontramos “{what}”',
  'not-found.detail':
    'Pode ter sido movido ou removido, o link pode ser antigo, ou talvez seja preciso usar outra conta.',
  'not-found.advice': 'Confira o link ou procure de outra forma. Tentar de novo provavelmente não ajuda.',
  'not-found.playback.title': 'Este vídeo não está disponível',
  'gone.title': 'Isso não está mais disponível',
  'gone.named.title': 'Não está mais disponível: “{what}”',
  'gone.detail': 'Foi removido, e não se espera que volte.',
  'gone.advice': 'Procure uma versão mais recente ou volte.',
  'signed-out.title': 'Entre na sua conta para continuar',
  'signed-out.named.title': 'Entre na sua conta para continuar com “{what}”',
  'signed-out.detail': 'Para isso, é preciso entrar na conta. Uma sessão pode terminar sozinha depois de um tempo.',
  'signed-out.advice': 'Depois de entrar, tente de novo.',
  'forbidden.title': 'Esta conta não tem acesso',
  'forbidden.named.title': 'Sem acesso a “{what}” com esta conta',
  'forbidden.detail': '{Service} não permitiu isso para a conta em uso.',
  'forbidden.advice': 'Tente com outra conta ou fale com quem administra o acesso.',
  'rejected.title': '{Service} não pôde aceitar isso',
  'rejected.named.title': '{Service} não pôde aceitar “{what}”',
  'rejected.detail': 'Algo estava diferente do que {service} espera.',
  'rejected.advice': 'Tentar de novo sem mudanças provavelmente não ajuda.',

  'action.retry-now': 'Tentar agora',
  'action.retry-now.busy': 'Tentando…',
  'action.cancel': 'Parar de tentar',
  'action.dismiss.aria': 'Ocultar a mensagem sobre {service}',
  'action.dismiss.device.aria': 'Ocultar a mensagem sobre a conexão',
  'action.dismiss.many.aria': 'Ocultar a mensagem sobre vários serviços',
  'action.copy': 'Copiar os detalhes',
  'action.copied': 'Copiado',
  'action.details': 'O que isso significa?',
  'support.code': 'Código: {code}',
  'support.reference': 'Referência: {reference}',
  'region.label': 'Mensagens sobre a conexão',
  'list.others': { one: 'mais {n}', many: 'mais {n}', other: 'mais {n}' },
  'list.services': { one: '{n} serviço', many: '{n} de serviços', other: '{n} serviços' },

  'explain.heading.happened': 'O que aconteceu',
  'explain.heading.side': 'Onde está o problema',
  'explain.heading.temporary': 'Vai passar?',
  'explain.heading.advice': 'O que você pode fazer',
  'explain.side.service': (facts) => `Quase sempre ${inService(facts)}, não em você nem no seu dispositivo.`,
  'explain.side.connection': 'Muito provavelmente na conexão entre o seu dispositivo e a internet.',
  'explain.side.device': 'Na conexão entre o seu dispositivo e a internet.',
  'explain.side.request': 'Em lugar nenhum. {Service} está funcionando e respondeu.',
  'explain.side.unknown': (facts) => `Não dá para saber daqui. Pode estar na conexão ou ${inService(facts)}.`,
  'explain.temporary.likely': 'Em geral sim, muitas vezes em minutos.',
  'explain.temporary.unknown': 'Não dá para saber daqui.',
  'explain.temporary.no': 'Sozinho, não.',

  'explain.bad-gateway.happened':
    'A maioria dos serviços é formada por vários computadores. O primeiro recebeu o que pedimos e passou adiante, mas não pôde usar o que voltou do seguinte. O que você procurava muito provavelmente ainda está lá.',
  'explain.bad-gateway.advice': 'Aguarde alguns minutos. Se continuar, avise {service}.',
  'explain.unavailable.happened':
    'A conexão funcionou, e {service} respondeu “agora não”. Há trabalho demais por lá, ou foi fechado de propósito por um tempo.',
  'explain.unavailable.temporary': 'Em geral sim. Às vezes somos informados de quando, e então mostramos o horário.',
  'explain.unavailable.advice':
    'Aguarde um pouco, ou até o horário indicado. Você pode tentar antes, mas talvez ainda seja cedo.',
  'explain.gateway-timeout.happened':
    'A maioria dos serviços é formada por vários computadores. O primeiro recebeu o que pedimos e passou adiante, mas o seguinte não respondeu a tempo.',
  'explain.gateway-timeout.side': (facts) =>
    `Quase sempre ${inService(facts)}. Algo lá está lento, mais vezes do que quebrado.`,
  'explain.gateway-timeout.advice': CHECK_FIRST,
  'explain.timeout.happened': 'Perguntamos, e a resposta demorou tanto que paramos de esperar por ela.',
  'explain.timeout.advice': CHECK_FIRST,
  'explain.server-error.happened': 'O que pedimos chegou, e algo deu errado enquanto {service} cuidava disso.',
  'explain.server-error.advice': 'Aguarde um pouco. Se falhar sempre, avise {service}.',
  'explain.rate-limited.happened': '{Service} recebeu em pouco tempo mais pedidos do que permite.',
  'explain.rate-limited.side': 'Em lugar nenhum. {Service} se protege de pedidos demais ao mesmo tempo.',
  'explain.rate-limited.advice':
    'Aguarde um pouco, ou até o horário indicado. Antes disso, talvez não sejamos atendidos.',
  'explain.network.happened':
    'Não conseguimos conexão com {service}. Os navegadores não dizem o motivo às páginas, para que elas não descubram nada sobre a sua rede.',
  'explain.network.device.happened':
    'Não conseguimos conexão com vários serviços ao mesmo tempo. Os navegadores não dizem o motivo às páginas, para que elas não descubram nada sobre a sua rede.',
  'explain.network.advice':
    'Veja se outros sites abrem. Se não abrirem, o problema está na conexão: uma rede Wi-Fi pública pode pedir um cadastro primeiro. Se abrirem, tente sem extensões do navegador.',
  'explain.offline.happened': NO_NETWORK,
  'explain.offline.temporary': 'Sim, quando a conexão voltar.',
  'explain.offline.advice': 'Veja o Wi-Fi ou o sinal do celular.',
  'explain.slow.happened': 'Perguntamos, e a resposta está demorando. Até agora nada falhou.',
  'explain.slow.advice': 'Aguarde, ou faça outra coisa enquanto isso.',
  'explain.many.happened': 'Vários serviços de que esta página precisa não respondem ao mesmo tempo.',
  'explain.many.side': 'Muito provavelmente em algo que esses serviços compartilham.',
  'explain.many.advice': 'Aguarde alguns minutos.',
  'explain.not-found.happened': '{Service} está funcionando e respondeu que não há nada para mostrar neste endereço.',
  'explain.not-found.side': 'Muito provavelmente no link: ele pode ser antigo ou exigir outra conta.',
  'explain.not-found.temporary': 'A resposta não diz. Em geral, não.',
  'explain.not-found.advice': 'Confira o link, pesquise ou troque de conta. Tentar de novo raramente ajuda.',
  'explain.gone.happened': '{Service} está funcionando e respondeu que isso foi removido definitivamente.',
  'explain.gone.advice': 'Procure uma versão mais recente.',
  'explain.signed-out.happened': '{Service} está funcionando e precisa saber quem você é.',
  'explain.signed-out.advice': 'Entre na sua conta e tente de novo.',
  'explain.forbidden.happened': '{Service} está funcionando e não permite isso para a conta em uso.',
  'explain.forbidden.advice': 'Tente com outra conta ou fale com quem administra o acesso.',
  'explain.rejected.happened': '{Service} está funcionando e não pôde aceitar o que foi enviado.',
  'explain.rejected.advice': 'Mude alguma coisa e tente de novo.',
  'explain.stopped.happened': 'Paramos de tentar, como você pediu.',
  'explain.stopped.advice': 'Tente de novo quando quiser.',
};
