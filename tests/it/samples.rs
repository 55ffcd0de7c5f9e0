//! A small invented log of each format, with its quirks, and a small file of each kind that holds no jobs.

/// Something to read, by the name of its format or kind.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
}

pub(crate) const SAMPLES: &[Sample] = &[
    Sample {
        name: "SWF",
        text: "; Computer: a machine\n; MaxProcs: 100\n;   UnixStartTime: 835823160\n\
               1 0 5 100 4 -1 -1 8 200 -1 1 7 1 -1 1 -1 -1 -1\n\
               2 10 -1 1e+02 4 12.5 1024 -1 -1 2048 0 8 1 3 2 1 1 30\n\
               3 20 0 -1 4 -1 -1 4 60 -1 5 7 1 -1 1 -1 -1 -1 {1,1} q_1d 1:ppn=2\n\
               4 15 0 0 2\n",
    },
    Sample {
        name: "sacct",
        text: "JobID|User|Account|Partition|Submit|Start|End|Timelimit|ReqCPUS|AllocNodes|ReqMem|ReqTRES|State\n\
               100|lin|phys|cpu|2024-03-01T08:00:00|2024-03-01T08:00:30|2024-03-01T09:00:30|02:00:00|64|2|4000Mc|cpu=64,node=2|COMPLETED\n\
               100.batch||phys||2024-03-01T08:00:30|2024-03-01T08:00:30|2024-03-01T09:00:30||32|1|||COMPLETED\n\
               101_4|wang|bio|gpu|2024-03-01T08:00:10|2024-03-01T08:10:10|2024-03-02T08:10:10|1-00:00:00|8|1|16Gn|billing=8,cpu=8,gres/gpu:a100=2|TIMEOUT\n\
               102+1|lin|phys|cpu|2024-03-01T08:00:20|None|2024-03-01T08:05:00|Partition_Limit|4|0|1G|cpu=4|CANCELLED by 1000\n",
    },
    Sample {
        name: "sacct JSON",
        text: r#"{
 "meta": {"plugin": {"type": "openapi/dbv0.0.37"}}, "errors": [],
 "jobs": [
  {"account": "phys", "allocation_nodes": 2, "array": {"job_id": 0, "task_id": null}, "association": {"account": "phys", "user": "lin"},
   "time": {"elapsed": 3600, "eligible": 1709280000, "end": 1709283630, "start": 1709280030, "submission": 1709280000, "suspended": 0, "limit": 120},
   "het": {"job_id": 0, "job_offset": null}, "job_id": 100, "name": "a \"b\" {c", "partition": "cpu", "required": {"CPUs": 64, "memory": 4000},
   "state": {"current": "COMPLETED", "reason": "None"}, "steps": [{"step": {"id": {"job_id": 100, "step_id": "batch"}}, "time": {"elapsed": 3600}}],
   "tres": {"allocated": [{"type": "cpu", "name": null, "id": 1, "count": 96}], "requested": [{"type": "cpu", "name": null, "id": 1, "count": 64}]}, "user": "lin"},
  {"account": "bio", "allocation_nodes": 1, "array": {"job_id": 101, "task_id": {"set": true, "infinite": false, "number": 4}}, "association": {"account": "bio", "user": "wang"},
   "time": {"elapsed": 86400, "eligible": 1709280310, "end": 1709367010, "start": 1709280610, "submission": 1709280010, "limit": {"set": true, "infinite": false, "number": 1440}},
   "het": {"job_id": 0, "job_offset": {"set": false, "infinite": false, "number": 0}}, "job_id": 105, "partition": "gpu",
   "required": {"CPUs": 8, "memory_per_cpu": {"set": false, "infinite": false, "number": 0}, "memory_per_node": {"set": true, "infinite": false, "number": 16384}},
   "state": {"current": ["TIMEOUT"], "reason": "TimeLimit"}, "steps": [],
   "tres": {"allocated": [], "requested": [{"type": "cpu", "name": "", "id": 1, "count": 8}, {"type": "gres", "name": "gpu", "id": 1001, "count": 2}, {"type": "gres", "name": "gpu:a100", "id": 1002, "count": 2}]}, "user": ""},
  {"account": "phys", "job_id": 106, "time": {"elapsed": 0, "end": 1709280400, "start": 0, "submission": 1709280020, "limit": {"set": false, "infinite": true, "number": 0}},
   "required": {"CPUs": 4}, "state": {"current": ["CANCELLED"], "reason": "None"}, "user": "lin"}
 ],
 "warnings": []
}
"#,
    },
    Sample {
        name: "Slurm jobcomp",
        text: "JobId=100 UserId=lin(1000) GroupId=phys(100) Name=run a b JobState=COMPLETED Partition=cpu TimeLimit=120 StartTime=2024-03-01T08:00:30 EndTime=2024-03-01T09:00:30 NodeList=n[1-2] NodeCnt=2 ProcCnt=64 WorkDir=/data/lin/a b ReservationName= Tres=cpu=64,mem=256G,node=2,billing=64 Account=phys QOS=normal WcKey= Cluster=here SubmitTime=2024-03-01T08:00:00 EligibleTime=2024-03-01T08:00:00 DerivedExitCode=0:0 ExitCode=0:0 \n\
               JobId=105 UserId=wang(1001) GroupId=bio(101) Name=x JobState=FAILED StartTime=1 JobState=TIMEOUT Partition=gpu TimeLimit=1440 StartTime=2024-03-01T08:10:10 EndTime=2024-03-02T08:10:10 NodeList=g1 NodeCnt=1 ProcCnt=16 WorkDir=/data/wang ReservationName= Tres=cpu=8,mem=16G,node=1,billing=8,gres/gpu=2 Account=(null) QOS=normal WcKey= Cluster=here SubmitTime=2024-03-01T08:00:10 EligibleTime=2024-03-01T08:05:10 ArrayJobId=101 ArrayTaskId=4 DerivedExitCode=0:0 ExitCode=0:0 \n\
               JobId=106 UserId=lin(1000) GroupId=phys(100) Name=y JobState=CANCELLED Partition=cpu TimeLimit=UNLIMITED StartTime=Unknown EndTime=2024-03-01T08:05:00 NodeList=(null) NodeCnt=0 ProcCnt=0 WorkDir=/data/lin ReservationName= Tres=cpu=4 Account=phys QOS=normal WcKey= Cluster=here SubmitTime=2024-03-01T08:00:20 EligibleTime=Unknown DerivedExitCode=0:0 ExitCode=0:0 \n",
    },
    Sample {
        name: "Eagle CSV",
        text: "job_id,user,account,partition,qos,wallclock_req,nodes_req,processors_req,gpus_req,mem_req,submit_time,start_time,end_time,run_time,state,name\n\
               7,u1,a1,p1,normal,3600.0,2,72,0,0.0,2019-01-01 08:00:00,2019-01-01 08:01:00,2019-01-01 08:31:00,1800.0,COMPLETED,\"x, y\"\n\
               8,u2,a1,p2,normal,3600.0,1,2,2,184000.0,2019-01-01 08:00:01,,,60.0,TIMEOUT,n\n",
    },
    Sample {
        name: "Slurm events",
        text: "# made up\n\
               -dt 10.5 -e submit_batch_job | -sim-walltime 300.25 --uid=u1 -J jobid_00009 -N 2 -n 48 -t 0-01:00 -q q -p cpu --mem=10G pseudo.job\n\
               -dt 11 -e submit_batch_job | -sim-walltime 90 --uid=u2 -J other -N 2-4 --ntasks-per-node=4 -c 2 -t 60 -p gpu --gres=gpu:v100:2 --exclusive x\n\
               -dt 12 -e cancel_job | 9\n",
    },
    Sample {
        name: "PBS accounting",
        text: "; UnixStartTime: 1000\n\
               03/01/2024 08:00:00;Q;7.srv;user=lin queue=workq ctime=200000000 qtime=200000000\n\
               03/01/2024 08:00:01;Q;8.srv;user=wang queue=workq ctime=200000001\n\
               03/01/2024 08:00:03;L;license;floating license hour:3 day:3 month:3 max:10\n\
               03/01/2024 08:00:10;S;7.srv;user=lin ctime=200000000 start=200000010\n\
               03/01/2024 08:00:30;D;8.srv;requestor=wang@login\n\
               03/01/2024 08:10:10;E;7.srv;user=lin group=phys queue=workq ctime=200000000 qtime=200000000 start=200000010 Resource_List.ncpus=32 Resource_List.ngpus=8 Resource_List.mem=128gb Resource_List.select=2:ncpus=16:ngpus=4:mem=64gb Resource_List.walltime=00:20:00 end=200000610 Exit_status=0 resources_used.walltime=00:09:59\n\
               03/01/2024 08:20:10;E;10[3].srv;user=lin queue=workq ctime=200000002 start=200000010 Resource_List.nodes=2:ppn=12 Resource_List.walltime=3600 end=200001210 Exit_status=-29\n",
    },
    Sample {
        name: "Grid Engine",
        text: "# Version: 8.1.9\n#\n\
               long.q:n01:phys:ana:fit:1001:sge:0:1490016700:1490016710:1490020310:0:0:3600:3500:10:100.0:0:0:0:0:10:0:0:0:0:0:0:0:1:1:NONE:dd:mpi:16:0:56000.0:1.0:0.1:-pe mpi 16:0.0:NONE:1000000.0:0:0\n\
               long.q:n02:phys:ana:fit:1001:sge:0:1490016700:1490016710:1490020310:0:0:3600:3500:10:100.0:0:0:0:0:10:0:0:0:0:0:0:0:1:1:NONE:dd:mpi:16:0:56000.0:1.0:0.1:-pe mpi 16:0.0:1.n02:1000000.0:0:0\n\
               short.q:n02:phys:ben:sim:1002:sge:0:1490016800123:1490016810123:1490017410123:37:137:600:500:10:100.0:0:0:0:0:10:0:0:0:0:0:0:0:1:1:deep:dd:NONE:1:7:500.0:1.0:0.1:-l h_rt=600,mem=2G:0.0:NONE:1000000.0:0:0\n\
               short.q:n02:phys:ben:sim:1003:sge:0:1490016900:0:0:100:0:0:0:0:0.0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:NONE:dd:NONE:1:0:0.0:0.0:0.0:NONE:0.0:NONE:0.0:0:0\n",
    },
    Sample {
        name: "LSF",
        text: "\"JOB_FINISH\" \"10.108\" 1700003700 100 1000 33816578 4 1700000000 0 0 1700000100 \"ana\" \"normal\" \"span[hosts=2]\" \"\" \"\" \"login1\" \"run\" \"\" \"out \"\"x\"\" y\" \"\" \"1700000000.100\" 1 \"n1\" 4 \"n1\" \"n1\" \"n2\" \"n2\" 64 60.0 \"fit\" \"./fit\" 10.0 1.0 0\n\
               \"JOB_FINISH\" \"10.108\" 1700000400 101 1001 33816578 8 1700000010 1700000200 0 1700000300 \"ben\" \"short\" \"\" \"\" \"\" \"login1\" \"run\" \"\" \"\" \"\" \"1700000010.101\" 0 8 \"n3\" \"n3\" \"n3\" \"n3\" \"n3\" \"n3\" \"n3\" \"n3\" 32 60.0 \"sim\" \"./sim\" 1.0 0.1 0\n\
               \"JOB_FINISH\" \"10.108\" 1700000500 102 1001 33816578 8 1700000020 0 0 0 \"ben\" \"short\" \"\" \"\" \"\" \"login1\" \"run\" \"\" \"\" \"\" \"1700000020.102\" 0 0 32 60.0 \"sim\" \"./sim\" 0 0 0\n",
    },
    Sample {
        name: "CSV",
        text: "job,submit,start,end,procs,state,memory,walltime,user\n\
               1,0,5,65,4,finished,12,90,lin\n\
               2,2024-03-01T00:00:00,,,2.5,OUT_OF_MEMORY,,UNLIMITED,wang\n\
               3,1.5,,1-00:00:00,1,running,1e3,,\n",
    },
    Sample {
        name: "Cobalt CSV",
        text: ",job,user,project,state,gpu_num,cpu_num,node_num,submit_time,wait_time,run_time,wall_time,node_hour,new_status\n\
               0,5,77,88,0,0,8192.0,512.0,1535348017.0,60,3600.0,7200.0,1,Pass\n\
               1,6,77,88,143,0,16384.0,1024.0,1535348018.0,5,7260.0,7200.0,1,Killed\n",
    },
    Sample {
        name: "Cobalt CSV",
        text: "\"JOB_NAME\",\"COBALT_JOBID\",\"QUEUED_TIMESTAMP\",\"START_TIMESTAMP\",\"END_TIMESTAMP\",\"USERNAME_GENID\",\"PROJECT_NAME_GENID\",\"QUEUE_NAME\",\"WALLTIME_SECONDS\",\"RUNTIME_SECONDS\",\"NODES_USED\",\"NODES_REQUESTED\",\"CORES_USED\",\"CORES_REQUESTED\",\"EXIT_STATUS\"\n\
               \"5.srv\",\"5\",\"2022-01-01 00:00:00.000000\",\"2022-01-01 00:10:00.000000\",\"2022-01-01 01:10:00.500000\",\"111\",\"222\",\"default\",\"7200.0\",\"3600.0\",\"128.0\",\"128.0\",\"8192.0\",\"8192.0\",\"0\"\n",
    },
    Sample {
        name: "Philly",
        text: ",run_time,wait_time,submit_time,gpu_num\n0,1389243,0,1502114581,1\n1,0,7,1502509727,8\n2,66,,1502767620,0\n3,x,0,1502767630,1\n",
    },
    Sample {
        name: "Philly",
        text: "timestamp,duration,num_gpus,gpu_time,cluster\n2017-10-09 06:13:03,2951.0,1,2951.0,6214e9\n2017-10-09 07:01:55,66.5,2,133.0,11cb48\n",
    },
    Sample {
        name: "Helios",
        text: "job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,queue\n\
               11,ua,vcA,8,64,1,COMPLETED,2020-06-09 18:41:01,2020-06-09 18:41:31,2020-06-09 19:41:31,3600,30\n\
               12,ub,vcB,0,4,1,FAILED,2020-06-09 18:42:00,2020-06-09 18:42:00,2020-06-09 18:42:09,9,0\n\
               13,ua,vcA,16,64,2,CANCELLED,2020-06-09 18:43:00,,2020-06-09 18:50:00,,\n\
               14,ub,vcA,1,4,1,NODE_FAIL,2020-06-09 18:44:00,,,60,12\n",
    },
    Sample {
        name: "Acme",
        text: "job_id,user,node_num,gpu_num,cpu_num,mem_per_pod_GB,shared_mem_per_pod,type,state,submit_time,start_time,end_time,fail_time,stop_time,duration,queue,gpu_time\n\
               dlcx1,u7,8,64,960,1000,100.0,Pretrain,FAILED,2023-05-17 11:00:58+00:00,2023-05-17 11:01:08+00:00,2023-05-17 11:01:16+00:00,2023-05-17 11:01:16+00:00,,18,10.0,1152.0\n\
               dlcx2,u8,1,0,4,16,,Other,COMPLETED,2023-05-17 19:01:00+08:00,2023-05-17 19:01:00+08:00,2023-05-17 19:02:00+08:00,,,60,0.0,0.0\n",
    },
    Sample {
        name: "openb",
        text: "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\n\
               openb-pod-0000,12000,16384,1,1000,,LS,Running,0,1000,5\n\
               openb-pod-0001,6500,12288,1,460,V100M16|V100M32,BE,Failed,10,1000,10\n\
               openb-pod-0002,8000,30517,0,0,,LS,Succeeded,20,90,30\n\
               openb-pod-0003,96000,1024,8,1000,,LS,Pending,30,900,\n",
    },
    Sample {
        name: "PAI",
        text: "job_name,task_name,inst_num,status,start_time,end_time,plan_cpu,plan_mem,plan_gpu,gpu_type\n\
               4f05,tensorflow,2.0,Terminated,1739162.0,1739200.0,600.0,29.5,50.0,MISC\n\
               4f06,worker,3.0,Failed,1739170.0,1739270.0,600.0,8,100.0,T4\n\
               4f07,ps,1.0,Terminated,1739180.0,1739190.0,600.0,8,,\n\
               4f08,worker,1.0,Running,1739190.0,,600.0,8,25,P100\n",
    },
    Sample {
        name: "PAI",
        text: "4f05,tensorflow,2.0,Terminated,1739162.0,1739200.0,600.0,29.5,50.0,MISC\n4f06,ps,1,Waiting,,,600.0,,,\n",
    },
    Sample {
        name: "DLRM",
        text: "instance_sn,role,app_name,cpu_request,cpu_limit,gpu_request,gpu_limit,rdma_request,rdma_limit,memory_request,memory_limit,disk_request,disk_limit,max_instance_per_node,creation_time,scheduled_time,deletion_time\n\
               instance_0,HN,app_0,12,12,1,1,25,25,120.0,120.0,640.0,800.0,8,,,\n\
               instance_1,HN,app_0,12,12,1,1,25,25,120.0,120.0,640.0,800.0,8,,,500\n\
               instance_2,CN,app_1,64,64,0,0,1,1,320.0,320.0,255.0,300.0,-1,475.0,623.0,91730.0\n\
               instance_3,HN,app_2,12,12,1,1,25,25,120.0,120.0,640.0,800.0,2,2678000.0,2678300.0,\n\
               instance_4,HN,app_2,12,12,1,1,25,25,120.0,120.0,640.0,800.0,2,2678100.0,,\n",
    },
    Sample {
        name: "GAIA",
        text: "arrival_time,length,cpus\n0.0,25.408055555555556,1\n0.5769444444444503,0.08361111111111111,128\n1,,3\n",
    },
    Sample {
        name: "Azure LLM",
        text: "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,1000,0\n2023-11-16 18:15:51,,129\n",
    },
    Sample {
        name: "Mooncake",
        text: "{\"timestamp\": 0, \"input_length\": 6758, \"output_length\": 500, \"hash_ids\": [0, 1, 2]}\n\
               {\"timestamp\": 3500, \"input_length\": 100, \"output_length\": 1, \"hash_ids\": []}\n\
               {\"timestamp\": 3500, \"input_length\": -1, \"output_length\": 1}\n",
    },
    Sample {
        name: "GenAI",
        text: "gmt_create,predict_type,predict_status,exec_time_seconds,groupId,prompt_length,checkpoint_model_version_id,num_lora\n\
               2024-11-15 16:57:50,TXT_2_IMG,SUCCEED,32.0,G0000,63.0,M0000,0\n\
               2024-11-15 18:16:14,TXT_2_IMG,FAILED,43.5,G0001,93.0,M0001,0\n\
               2024-11-26 22:50:35,TXT_2_IMG,PENDING,0.0,G0325,,,0\n",
    },
    Sample {
        name: "generated CSV",
        text: "job,submit_secs,run_secs,size,walltime_secs,user,class,partition,tasks,cores_per_task,accelerators_per_task,memory_mib_per_task,ends\n\
               1,0.5,3600,16,7200,3,training,\"east, hall 2/npu\",2,96,8,1024,unknown\n\
               2,60,12.25,1,60,0,\"kind, 2\",,,,,,completed\n\
               3,61,5,4,3600,12,tests,east/cpu,4,1,0,0,timed out\n",
    },
    Sample {
        name: "list of machines",
        text: "sn,cpu_milli,memory_mib,gpu,model\nnode-0,32000,262144,0,\nnode-1,96500,393216,8,G2\nnode-2,96500,393216,8,G2\n",
    },
    Sample {
        name: "list of machines",
        text: "gpu_model,gpu_capacity_num,cpu_num,node_name\nA10,1,128,0\nH800,8,192,1\n",
    },
    Sample { name: "list of machines", text: "machine,gpu_type,cap_cpu,cap_mem,cap_gpu\n82e5,T4,96,512,2\n" },
    Sample {
        name: "list of machines",
        text: "0\tzewura\t20\t80\t1\t529426432\n1\tzegox\t48\t12\t1.2\t94035968\n",
    },
    Sample {
        name: "figures over time",
        text: "Datetime (UTC),Zone,Price,Load\n2021-01-01 00:00:00,DK,-130.5,\n2021-01-01 01:00:00,DK,10,7\n\
               2021-01-01 02:00:00,DK,20.25,x\n2021-01-01 04:00:00,DK,0,9\n2021-01-01 04:00:00,DK,1,9\n2021-01-01 03:00:00,DK,1,9\n",
    },
    Sample {
        name: "summary of clusters",
        text: "id,job_num,cpu_job_num,gpu_job_num,avg_run_time_gpu\nSeren,1031550,367737,663813,1414.335\nPAI,1260920,0,1037085,\n",
    },
    Sample {
        name: "demands of pods, without times",
        text: "name,cpu_milli,memory_mib,num_gpu,gpu_milli\npod-0,12000,16384,1,1000\npod-1,6000,12288,1,460\npod-2,8000,1024,0,0\npod-3,8000,1024,8,1000\n",
    },
];
